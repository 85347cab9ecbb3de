import type { Instant } from '../domain/manifest.ts';
import type { Proposal, ProposalSubject } from '../ports/forge.ts';
import type { Subject } from './event-at.ts';
import type { HistoryEvent } from './history-answer.ts';

/** What a history is about; a stage may have had other names, which it keeps as aliases. */
export interface NamedSubject extends Pick<Subject, 'model'> {
  readonly stages?: readonly string[];
}

export function isOf({ model, stages }: NamedSubject, proposal: ProposalSubject): boolean {
  if (model !== undefined && proposal.model !== model) return false;
  return stages === undefined || (proposal.stage !== undefined && stages.includes(proposal.stage));
}

/** Every no that somebody said to the proposals, newest first, whatever became of them. */
export function rejectionsOf(proposals: readonly Proposal[]): readonly HistoryEvent[] {
  return proposals.flatMap(rejectionsOfOne).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function rejectionsOfOne({ id, model, version, stage, reviews }: Proposal): readonly HistoryEvent[] {
  return reviews
    .filter(({ verdict }) => verdict === 'reject')
    .map(({ head, at, actor, comment }) => ({
      kind: 'rejected',
      model,
      version: version ?? null,
      stage: stage ?? null,
      commit: head,
      at,
      actor,
      reason: comment,
      proposal: id,
    }));
}

/**
 * How many of some rejections stand before an event when all are told newest first: those that are newer. A proposal was
 * rejected before it was merged, whatever the clocks say.
 */
export function countNewer(
  rejections: readonly HistoryEvent[],
  { at, proposal }: { readonly at: Instant; readonly proposal: string | null },
): number {
  const older = rejections.findIndex((rejection) => rejection.at < at || rejection.proposal === proposal);
  return older === -1 ? rejections.length : older;
}
