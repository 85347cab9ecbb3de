import type { Place } from '../../registry-schema/layout.ts';
import { parseActor, tracesOf } from '../domain/actor.ts';
import type { MergeRecord, Pointer, Review } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Change } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findJudgedRecord, findReceipt } from '../reading/read-records.ts';
import { type Circumstances, eventAt, readObject } from './event-at.ts';
import { evidenceSeen } from './evidence-seen.ts';
import type { EventKind, HistoryEvent } from './history-answer.ts';

/** A change of a stage, with who approved it, on which numbers, what was waived and who broke the glass. */
export async function pointerEvent(
  change: Change,
  place: Extract<Place, { kind: 'StagePointer' }>,
  circumstances: Circumstances,
): Promise<HistoryEvent> {
  const pointer = await readObject<Pointer>('StagePointer', change, circumstances.snapshot);
  if (pointer === undefined) return eventAt('tampered', place, circumstances);
  const { model, stage, version, generation, replaces, requestedBy, reason, breakGlass } = pointer;
  const { merge, records } = circumstances;
  const approvals = [...(merge?.approvals ?? []), ...(await laterApprovals(pointer, circumstances))];
  return {
    ...eventAt(pointerKind(pointer), place, circumstances),
    version,
    actor: requestedBy,
    reason,
    generation,
    replaces,
    approvedBy: approvals.map(({ actor }) => actor),
    published: (await orFault([], () => findReceipt(records, model, stage, generation))) !== undefined,
    ...(pointer.change !== 'hold' && (await decisionOn(pointer, circumstances))),
    ...(breakGlass && { brokenGlass: breakGlass }),
    ...(breakGlass && approvals.length === 0 && { breakGlass: true }),
  };
}

type Decision = Pick<HistoryEvent, 'metrics' | 'evaluations' | 'verdicts' | 'waived' | 'unjudged' | 'committedBy'>;

/** What let the change in and what it looked at. Without either, somebody moved the stage by hand. */
async function decisionOn(pointer: Pointer, circumstances: Circumstances): Promise<Decision> {
  const verdicts = await verdictsOn(pointer, circumstances);
  return {
    ...(await evidenceSeen(pointer, circumstances)),
    verdicts: verdicts ?? [],
    ...waiversUsed(pointer, verdicts ?? []),
    ...(verdicts === undefined && { unjudged: true, committedBy: circumstances.entry.commit.author.name }),
  };
}

/** As the merge or the publication recorded them; undefined where nothing did. */
async function verdictsOn(
  { model, stage, generation }: Pointer,
  { merge, entry, records }: Circumstances,
): Promise<MergeRecord['verdicts'] | undefined> {
  if (merge !== undefined) return merge.verdicts;
  const judged = await orFault([], () => findJudgedRecord(records, model, stage, generation));
  return judged?.commit === entry.commit.oid ? judged.verdicts : undefined;
}

/** Of the waivers that were asked for, those without which the change had not come through: as the judge recorded it. */
function waiversUsed({ waivers }: Pointer, verdicts: readonly Verdict[]): Pick<HistoryEvent, 'waived'> {
  if (waivers.length === 0) return {};
  const waived = verdicts.flatMap(({ gate, verdict, reason, until }) =>
    verdict === 'waived' ? [{ gate, reason, until: until ?? null }] : [],
  );
  return waived.length === 0 ? {} : { waived };
}

async function laterApprovals(pointer: Pointer, { merge, forge }: Circumstances): Promise<readonly Review[]> {
  if (pointer.breakGlass === undefined || merge === undefined) return [];
  const reviews = (await orFault([], () => forge.find(merge.proposal)))?.reviews ?? [];
  return approvalsSince(merge, pointer, reviews);
}

/** Approvals that a merge before approval got afterwards, from people who neither asked for it nor broke the glass. */
export function approvalsSince(
  merge: MergeRecord,
  { breakGlass, requestedBy }: Pointer,
  reviews: readonly Review[],
): readonly Review[] {
  const behind = [breakGlass?.by ?? requestedBy, requestedBy].map((name) => tracesOf(parseActor(name)));
  return reviews.filter(
    ({ verdict, head, actor, at }) =>
      verdict === 'approve' &&
      head === merge.head &&
      at > merge.at &&
      behind.every((traces) => traces.isDisjointFrom(tracesOf(parseActor(actor)))),
  );
}

function pointerKind({ change, hold }: Pointer): EventKind {
  switch (change) {
    case 'promotion':
      return 'promoted';
    case 'rollback':
      return 'rolled-back';
    case 'withdrawal':
      return 'withdrawn';
    case 'hold':
      return hold === undefined ? 'unheld' : 'held';
  }
}
