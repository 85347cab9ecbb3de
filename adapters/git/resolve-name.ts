import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import { isOid } from './objects/git-object.ts';
import type { ObjectDatabase } from './objects/object-database.ts';
import type { ObjectGraph } from './objects/object-graph.ts';

/** Where names point; full names such as `refs/heads/main`. */
export interface RefReader {
  read(ref: string): Promise<Oid | undefined>;
}

const abbreviation = /^[0-9a-f]{4,39}$/;

/**
 * The commit that a full id, a tag, a branch, a remote branch or an abbreviated id names, tried in this order.
 * @throws MergelineError `NAME_INVALID` when an abbreviation fits several commits.
 */
export async function resolveName(
  name: string,
  { objects, graph, refs }: { objects: ObjectDatabase; graph: ObjectGraph; refs: RefReader },
): Promise<Oid | undefined> {
  if (isOid(name)) return (await graph.findCommit(name))?.oid;
  for (const ref of [`refs/tags/${name}`, `refs/heads/${name}`, `refs/remotes/${name}`, name]) {
    const target = ref.startsWith('refs/') ? await refs.read(ref) : undefined;
    const commit = target === undefined ? undefined : await graph.findCommit(target);
    if (commit !== undefined) return commit.oid;
  }
  return abbreviation.test(name) ? expand(name, await objects.startingWith(name), graph) : undefined;
}

async function expand(name: string, candidates: readonly Oid[], graph: ObjectGraph): Promise<Oid | undefined> {
  const commits = await Promise.all(candidates.map((oid) => graph.findCommit(oid)));
  const [first, ...others] = new Set(commits.flatMap((commit) => commit?.oid ?? []));
  if (others.length === 0) return first;
  throw new MergelineError('NAME_INVALID', `The abbreviation ${name} fits ${others.length + 1} commits.`, {
    hint: 'Write more digits of the commit id.',
    details: [first, ...others].map((oid) => ({ message: `${oid}` })),
  });
}
