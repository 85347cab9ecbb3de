import type { Oid } from '../../core/domain/records.ts';
import type { Change, HistoryEntry } from '../../core/ports/repository.ts';
import { changeOfFile } from './change-of-file.ts';
import { diffTrees, type TreeChange } from './objects/diff-trees.ts';
import type { ObjectGraph } from './objects/object-graph.ts';
import { fromRaw, joinRaw, type RawPath, toRaw } from './objects/raw-path.ts';

/** Reads `git log --first-parent` from the objects alone. */
export async function* firstParentHistory(
  graph: ObjectGraph,
  from: Oid,
  { root, below }: { readonly root: RawPath; readonly below: readonly string[] | undefined },
): AsyncGenerator<HistoryEntry> {
  const within = below?.map((path) => joinRaw(root, toRaw(path))) ?? [root];
  let commit = await graph.commit(from);
  while (true) {
    const first = commit.parents[0];
    const parent = first === undefined ? undefined : await graph.commit(first);
    const differences = await diffTrees(graph, { before: parent?.tree, after: commit.tree }, within);
    const changes = differences.map((it) => changeOf(it, root));
    if (below === undefined || changes.length > 0) yield { commit, changes };
    if (parent === undefined) return;
    commit = parent;
  }
}

function changeOf({ path, before, after }: TreeChange, root: RawPath): Change {
  return changeOfFile(fromRaw(root === '' ? path : path.slice(root.length + 1)), before, after);
}
