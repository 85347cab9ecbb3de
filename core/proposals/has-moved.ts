import type { Change, Snapshot } from '../ports/repository.ts';

/** Whether the registry has something else now where a proposal changes it. What it wants may stand there already. */
export async function hasMoved(changes: readonly Change[], snapshot: Snapshot): Promise<boolean> {
  for (const { path, before, after } of changes) {
    const present = await snapshot.find(path);
    if (present !== before && present !== after) return true;
  }
  return false;
}
