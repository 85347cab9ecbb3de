import type { Oid } from '../../../core/domain/records.ts';
import type { ObjectGraph } from './object-graph.ts';
import { byBytes, joinRaw, type RawPath } from './raw-path.ts';
import { folderMode, type TreeEntry } from './tree-codec.ts';

/** One path, never a folder, that differs between two trees. */
export interface TreeChange {
  readonly path: RawPath;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
}

/** The differences at or below the given paths, in byte order of the paths; the path `''` is everything. No renames. */
export async function diffTrees(
  graph: ObjectGraph,
  trees: { readonly before: Oid | undefined; readonly after: Oid | undefined },
  within: readonly RawPath[],
): Promise<readonly TreeChange[]> {
  const changes: TreeChange[] = [];
  await diffFolders({ graph, within, changes }, trees, '');
  return changes.sort((a, b) => byBytes(a.path, b.path));
}

interface Work {
  readonly graph: ObjectGraph;
  readonly within: readonly RawPath[];
  readonly changes: TreeChange[];
}

async function diffFolders(
  work: Work,
  { before, after }: { before: Oid | undefined; after: Oid | undefined },
  folder: RawPath,
): Promise<void> {
  if (before === after) return;
  const [old, now] = await Promise.all([entriesOf(work.graph, before), entriesOf(work.graph, after)]);
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const path = joinRaw(folder, name);
    const [one, other] = [old.get(name), now.get(name)];
    if (one?.oid === other?.oid && one?.mode === other?.mode) continue;
    if (isWithin(path, work.within)) collect(work, path, one, other);
    if (reaches(path, work.within)) await diffFolders(work, { before: folderOf(one), after: folderOf(other) }, path);
  }
}

function collect({ changes }: Work, path: RawPath, one: TreeEntry | undefined, other: TreeEntry | undefined): void {
  const before = one?.mode === folderMode ? undefined : one;
  const after = other?.mode === folderMode ? undefined : other;
  if (before !== undefined || after !== undefined) changes.push({ path, before, after });
}

async function entriesOf(graph: ObjectGraph, folder: Oid | undefined): Promise<ReadonlyMap<RawPath, TreeEntry>> {
  return new Map(folder === undefined ? [] : (await graph.tree(folder)).map((entry) => [entry.name, entry]));
}

function folderOf(entry: TreeEntry | undefined): Oid | undefined {
  return entry?.mode === folderMode ? entry.oid : undefined;
}

/** Whether the path is one of these, or below one. */
function isWithin(path: RawPath, within: readonly RawPath[]): boolean {
  return within.some((it) => it === '' || path === it || path.startsWith(`${it}/`));
}

/** Whether something below the path can be within. */
function reaches(path: RawPath, within: readonly RawPath[]): boolean {
  return isWithin(path, within) || within.some((it) => it.startsWith(`${path}/`));
}
