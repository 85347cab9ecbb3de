import type { Oid, ProposalHead, ProposalRecord } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Change, RepositoryReader, Snapshot } from '../../core/ports/repository.ts';
import { changesOf } from '../../core/reading/read-proposal.ts';
import { findJudgedRecord } from '../../core/reading/read-records.ts';
import { findPointer } from '../../core/reading/read-registry.ts';
import { pointerPath } from '../../registry-schema/layout.ts';

export interface SoughtMerge {
  readonly proposal: Pick<ProposalRecord, 'model' | 'stage'>;
  readonly head: Pick<ProposalHead, 'head' | 'base'>;
  readonly records: Snapshot;
}

/**
 * The commit of the registry branch with which every change of a proposal's head had come to stand on first-parent
 * history; undefined while one is missing. How it came there, by our merge or by another, does not matter.
 */
export async function findMerge(
  sought: SoughtMerge,
  repository: RepositoryReader,
  branch: string,
): Promise<Oid | undefined> {
  const tip = await repository.tip(branch);
  if (tip === undefined || !(await isPresent(sought.head.head, repository))) return undefined;
  const known = await findByGeneration(sought, await repository.snapshot(tip), repository);
  return known === 'unknown' ? await searchHistory(sought.head, tip, repository) : known;
}

/** Git drops the head of a closed proposal in time. */
async function isPresent(head: Oid, repository: RepositoryReader): Promise<boolean> {
  return (await repository.resolve(head)) !== undefined;
}

/**
 * A pointer's generation only grows, so most proposals are answered without a walk: a head that is ahead of the branch is
 * not merged, and where a record says which commit brought the generation, that commit is looked at.
 */
async function findByGeneration(
  { proposal: { model, stage }, head: { head, base }, records }: SoughtMerge,
  tip: Snapshot,
  repository: RepositoryReader,
): Promise<Oid | undefined | 'unknown'> {
  if (stage === undefined) return 'unknown';
  try {
    const proposed = await repository.snapshot(head);
    const pointer = await findPointer(proposed, model, stage);
    const present = await findPointer(tip, model, stage);
    if (pointer === undefined) return 'unknown';
    const path = pointerPath(model, stage);
    const oid = await proposed.find(path);
    // Somebody pushed over the promotion: a pointer that the head leaves as it was tells nothing of the rest.
    if (oid === (await (await repository.snapshot(base)).find(path))) return 'unknown';
    if ((present?.generation ?? 0) < pointer.generation) return undefined;
    const judged = await findJudgedRecord(records, model, stage, pointer.generation);
    if (judged === undefined) return 'unknown';
    const merged = (await (await repository.snapshot(judged.commit)).find(path)) === oid;
    return merged ? judged.commit : undefined;
  } catch {
    // A pointer that cannot be read: history decides.
    return 'unknown';
  }
}

async function searchHistory(
  { head, base }: SoughtMerge['head'],
  tip: Oid,
  repository: RepositoryReader,
): Promise<Oid | undefined> {
  const missing = new Map((await changesIfHere({ head, base }, repository)).map(({ path, after }) => [path, after]));
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

/** Nothing when Git has dropped the head, as it may when the branch is gone and the proposal was not merged. */
async function changesIfHere(head: SoughtMerge['head'], repository: RepositoryReader): Promise<readonly Change[]> {
  try {
    return await changesOf(head, repository);
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}
