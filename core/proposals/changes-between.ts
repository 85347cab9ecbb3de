import type { Oid } from '../domain/records.ts';
import type { Change, Entry, Snapshot } from '../ports/repository.ts';

/** What differs between two snapshots below a folder, without the history between them: equal folders are not looked into. */
export async function changesBetween(before: Snapshot, after: Snapshot, folder = ''): Promise<readonly Change[]> {
  const [old, present] = await Promise.all([entriesOf(before, folder), entriesOf(after, folder)]);
  const changes: Change[] = [];
  for (const name of new Set([...old.keys(), ...present.keys()])) {
    const sides = [old.get(name), present.get(name)] as const;
    if (sides[0]?.oid === sides[1]?.oid && sides[0]?.kind === sides[1]?.kind) continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    const [was, is] = oidsOf(sides);
    if (was !== is) changes.push({ path, ...(was && { before: was }), ...(is && { after: is }) });
    if (sides.some((side) => side?.kind === 'folder')) changes.push(...(await changesBetween(before, after, path)));
  }
  return changes;
}

type Sides = readonly [Entry | undefined, Entry | undefined];

/** A file that a link or a submodule takes the place of is gone, also where they name the same object. */
function oidsOf(sides: Sides): readonly (Oid | undefined)[] {
  const files = sides.map((side) => (side?.kind === 'file' ? side.oid : undefined));
  if (files.some((oid) => oid !== undefined)) return files;
  return sides.map((side) => (side?.kind === 'folder' ? undefined : side?.oid));
}

async function entriesOf(snapshot: Snapshot, folder: string): Promise<ReadonlyMap<string, Entry>> {
  return new Map((await snapshot.list(folder)).map((entry) => [entry.name, entry]));
}
