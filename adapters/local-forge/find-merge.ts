import type { Oid, ProposalHead } from '../../core/domain/records.ts';
import type { Change, RepositoryReader } from '../../core/ports/repository.ts';

/**
 * The commit of the registry branch with which every change of a proposal's head had come to stand on first-parent
 * history; undefined while one is missing. How it came there, by our merge or by another, does not matter.
 */
export async function findMerge(
  { head, base }: Pick<ProposalHead, 'head' | 'base'>,
  repository: RepositoryReader,
  branch: string,
): Promise<Oid | undefined> {
  const tip = await repository.tip(branch);
  if (tip === undefined) return undefined;
  const missing = new Map((await changesOf(head, base, repository)).map(({ path, after }) => [path, after]));
  if (missing.size === 0) return undefined;
  let completed: Oid | undefined;
  for await (const { commit, changes } of repository.history(tip, { below: [...missing.keys()] })) {
    if (commit.oid === base) break;
    for (const { path, after } of changes) {
      if (!missing.has(path) || missing.get(path) !== after) continue;
      missing.delete(path);
      completed ??= commit.oid;
    }
    if (missing.size === 0) return completed;
  }
  return undefined;
}

/** What the proposal's branch changes, all of its commits together. */
async function changesOf(head: Oid, base: Oid, repository: RepositoryReader): Promise<readonly Change[]> {
  const first = new Map<string, Change>();
  for await (const { commit, changes } of repository.history(head)) {
    if (commit.oid === base) break;
    for (const change of changes) if (!first.has(change.path)) first.set(change.path, change);
  }
  return [...first.values()];
}
