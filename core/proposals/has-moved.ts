import type { Change, Snapshot } from '../ports/repository.ts';

/** Whether the registry has something else now where a proposal changes it. */
export async function hasMoved(changes: readonly Change[], snapshot: Snapshot): Promise<boolean> {
  for (const { path, before } of changes) if ((await snapshot.find(path)) !== before) return true;
  return false;
}
