import type { Oid } from '../../../core/domain/records.ts';
import type { ObjectGraph } from './object-graph.ts';
import type { RawPath } from './raw-path.ts';
import { folderMode, type TreeEntry } from './tree-codec.ts';

/** What a path below a tree names; the empty path is the tree itself. */
export async function findEntry(graph: ObjectGraph, tree: Oid, path: RawPath): Promise<TreeEntry | undefined> {
  let found: TreeEntry | undefined = { mode: folderMode, name: '', oid: tree };
  for (const name of path === '' ? [] : path.split('/')) {
    if (found?.mode !== folderMode) return undefined;
    found = (await graph.tree(found.oid)).find((entry) => entry.name === name);
  }
  return found;
}
