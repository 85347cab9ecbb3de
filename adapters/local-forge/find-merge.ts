import type { Oid, Pointer, ProposalHead, ProposalRecord } from '../../core/domain/records.ts';
import type { RepositoryReader, Snapshot } from '../../core/ports/repository.ts';
import { findJudgedRecord } from '../../core/reading/read-records.ts';
import { findPointer } from '../../core/reading/read-registry.ts';
import { pointerPath } from '../../registry-schema/layout.ts';
import { searchHistory } from './search-history.ts';

export interface SoughtMerge {
  readonly proposal: Pick<ProposalRecord, 'model' | 'stage'>;
  readonly head: Pick<ProposalHead, 'head' | 'base'>;
}

export interface MergePlace {
  readonly records: Snapshot;
  readonly repository: RepositoryReader;
  /** The registry branch. */
  readonly branch: string;
}

/**
 * For each proposal, the commit of the registry branch with which every change of its head had come to stand on
 * first-parent history; undefined while one is missing. How it came there, by our merge or by another, does not matter.
 */
export async function findMerges(
  sought: readonly SoughtMerge[],
  place: MergePlace,
): Promise<readonly (Oid | undefined)[]> {
  const { repository, branch } = place;
  const tip = await repository.tip(branch);
  if (tip === undefined || sought.length === 0) return sought.map(() => undefined);
  const present = pointersOf(await repository.snapshot(tip));
  const known = await Promise.all(sought.map((one) => findByGeneration(one, present, place)));
  const unknown = sought.flatMap(({ head }, index) => (known[index] === 'unknown' ? [head] : []));
  const found = await searchHistory(unknown, tip, repository);
  return known.map((merge, index) => (merge === 'unknown' ? found.get(sought[index]?.head as ProposalHead) : merge));
}

type StageOfModel = Required<SoughtMerge['proposal']>;

/** The pointers of a snapshot, each read once. */
function pointersOf(snapshot: Snapshot): (of: StageOfModel) => Promise<Pointer | undefined> {
  const pointers = new Map<string, Promise<Pointer | undefined>>();
  return ({ model, stage }) => {
    const path = pointerPath(model, stage);
    const pointer = pointers.get(path) ?? findPointer(snapshot, model, stage);
    pointers.set(path, pointer);
    return pointer;
  };
}

/**
 * A pointer's generation only grows, so most proposals are answered without a walk: a head that is ahead of the branch is
 * not merged, and where a record says which commit brought the generation, that commit is looked at.
 */
async function findByGeneration(
  { proposal: { model, stage }, head: { head, base } }: SoughtMerge,
  presentPointer: (of: StageOfModel) => Promise<Pointer | undefined>,
  { records, repository }: MergePlace,
): Promise<Oid | undefined | 'unknown'> {
  try {
    const proposed = await repository.snapshot(head);
    if (stage === undefined) return 'unknown';
    const pointer = await findPointer(proposed, model, stage);
    const present = await presentPointer({ model, stage });
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
    // A pointer that cannot be read, or a commit that Git has dropped: history decides.
    return 'unknown';
  }
}
