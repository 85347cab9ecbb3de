import type { Entry, Snapshot } from '../ports/repository.ts';

/** The paths below a folder that two states do not have alike, found by the ids of what differs alone. */
export async function differingFiles(before: Snapshot, after: Snapshot, folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name, kinds } of await differingEntries(before, after, folder)) {
    const path = `${folder}/${name}`;
    if (kinds.some((kind) => kind !== 'folder')) paths.push(path);
    if (kinds.includes('folder')) paths.push(...(await differingFiles(before, after, path)));
  }
  return paths;
}

/** The names of the folders right in a folder that two states do not have alike. */
export async function differingFolders(before: Snapshot, after: Snapshot, folder: string): Promise<readonly string[]> {
  const entries = await differingEntries(before, after, folder);
  return entries.filter(({ kinds }) => kinds.includes('folder')).map(({ name }) => name);
}

interface DifferingEntry {
  readonly name: string;
  /** What it is before, and after. */
  readonly kinds: readonly Entry['kind'][];
}

async function differingEntries(before: Snapshot, after: Snapshot, folder: string): Promise<readonly DifferingEntry[]> {
  const [old, now] = await Promise.all([before, after].map((snapshot) => entriesIn(snapshot, folder)));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].flatMap((name) => {
    const [was, is] = [old?.get(name), now?.get(name)];
    if (was?.oid === is?.oid && was?.kind === is?.kind) return [];
    return [{ name, kinds: [was, is].flatMap((entry) => (entry === undefined ? [] : [entry.kind])) }];
  });
}

async function entriesIn(snapshot: Snapshot, folder: string): Promise<ReadonlyMap<string, Entry>> {
  return new Map((await snapshot.list(folder)).map((entry) => [entry.name, entry]));
}
