import type { HistoryEvent } from '../answers.ts';
import type { Instant } from '../domain/manifest.ts';
import type { Proposal, ProposalSubject } from '../ports/forge.ts';
import type { Subject } from './event-at.ts';

export function isOf({ model, stage }: Subject, proposal: ProposalSubject): boolean {
  return (model === undefined || proposal.model === model) && (stage === undefined || proposal.stage === stage);
}

/** Every no that somebody said to the proposals, newest first, whatever became of them. */
export function rejectionsOf(proposals: readonly Proposal[], until?: Instant): readonly HistoryEvent[] {
  const rejections = proposals.flatMap(rejectionsOfOne).filter(({ at }) => until === undefined || at <= until);
  return rejections.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
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

/** Puts each behind what is newer; the order of the events themselves stays. A proposal was rejected before it was merged. */
export function withRejections(
  events: readonly HistoryEvent[],
  rejections: readonly HistoryEvent[],
): readonly HistoryEvent[] {
  const left = [...rejections];
  const merged = events.flatMap((event) => {
    const older = left.findIndex(({ at, proposal }) => at < event.at || proposal === event.proposal);
    return [...left.splice(0, older === -1 ? left.length : older), event];
  });
  return [...merged, ...left];
}
