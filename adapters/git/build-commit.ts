import { MergelineError } from '../../core/errors.ts';
import type { CommitRequest, Edit } from '../../core/ports/repository.ts';
import type { Signer } from '../../core/ports/signer.ts';
import { encodeCommit, withSignature } from './objects/commit-codec.ts';
import { editTree } from './objects/edit-tree.ts';
import { type NamedObject, named } from './objects/git-object.ts';
import type { ObjectGraph } from './objects/object-graph.ts';

/** A commit and every new object it needs, itself the last. */
export interface BuiltCommit {
  readonly commit: NamedObject;
  readonly objects: readonly NamedObject[];
}

/** Makes the commit that a request describes, without writing it. The same request gives the same commit id everywhere. */
export async function buildCommit(
  graph: ObjectGraph,
  request: CommitRequest,
  { root, signer }: { readonly root: string; readonly signer?: Signer | undefined },
): Promise<BuiltCommit> {
  const base = request.onto ?? request.expected;
  const baseTree = base === undefined ? undefined : (await graph.commit(base)).tree;
  const { tree, objects } = await editTree(
    graph,
    baseTree,
    request.edits.map((edit) => below(root, edit)),
  );
  const unsigned = encodeCommit({
    tree,
    parents: [...new Set([...(base === undefined ? [] : [base]), ...(request.mergedFrom ?? [])])],
    author: request.author,
    committer: request.author,
    at: request.at,
    message: request.message,
  });
  const commit = named('commit', signer ? withSignature(unsigned, await signer.sign(unsigned)) : unsigned);
  return { commit, objects: [...objects, commit] };
}

/** An absolute path would otherwise be taken for one below the root. */
function below(root: string, edit: Edit): Edit {
  if (edit.path === '' || edit.path.startsWith('/')) {
    throw new MergelineError('NAME_INVALID', `${JSON.stringify(edit.path)} is not a path below the registry's root.`);
  }
  return root === '' ? edit : { ...edit, path: `${root}/${edit.path}` };
}
