import { MergelineError } from '../errors.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { looksLikeDate, parseInstant } from './parse-instant.ts';

export interface ReadContext {
  readonly repository: RepositoryReader;
  /** The branch that decides what is registered and who holds a stage. */
  readonly branch: string;
}

/**
 * The registry now, or as it stood at a commit, a tag or a date. A date means the newest first-parent commit whose
 * committer time is not later; a bare one means the end of that day in UTC.
 * @throws MergelineError `NOT_A_REGISTRY`, `NAME_INVALID` or `NOT_FOUND`.
 */
export async function snapshotAt({ repository, branch }: ReadContext, at?: string): Promise<Snapshot> {
  const tip = await repository.tip(branch);
  if (tip === undefined) {
    throw new MergelineError(
      'NOT_A_REGISTRY',
      `The repository has no branch ${branch}, so there is no registry in it.`,
      {
        hint: 'Make a registry with: mergeline init',
      },
    );
  }
  if (at === undefined) return await repository.snapshot(tip);
  if (looksLikeDate(at)) {
    const limit = Date.parse(parseInstant(at));
    for await (const { commit } of repository.history(tip)) {
      if (Date.parse(commit.at) <= limit) return await repository.snapshot(commit.oid);
    }
    throw new MergelineError('NOT_FOUND', `The registry has no commit from ${at} or before.`);
  }
  const oid = await repository.resolve(at);
  if (oid !== undefined) return await repository.snapshot(oid);
  throw new MergelineError('NOT_FOUND', `${JSON.stringify(at)} is no commit, tag or date of this registry.`, {
    hint: 'Write a commit id, a tag, or a date such as 2026-03-31.',
  });
}
