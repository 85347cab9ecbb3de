import type { Gate } from '../domain/policy.ts';
import type { Review } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Candidacy } from './candidacy.ts';
import { standingOf } from './reviewers.ts';

/** The last words of people not behind the proposal, where they are no: an approvals gate holds to its own rule. */
export function standingRejections(candidacy: Candidacy): readonly Review[] {
  return standingOf(candidacy, {}).rejections;
}

/**
 * Where no gate asks for approvals, a rejection still stands until its author takes it back. An approvals gate says so
 * itself, by its own rule of who counts.
 */
export function judgeRejections(candidacy: Candidacy): readonly Verdict[] {
  const { pointer, stage } = candidacy;
  const gates: readonly Gate[] = pointer.change === 'rollback' ? stage.rollback.gates : stage.gates;
  const rejections = standingRejections(candidacy);
  if (rejections.length === 0 || gates.some(({ gate }) => gate === 'approvals')) return [];
  const said = rejections.map(({ actor, comment }) => `${actor} rejected it${comment ? `: ${comment}` : ''}`);
  return [{ gate: 'reviews', verdict: 'pending', reason: `${said.join('; ')}. It waits for a new review of theirs.` }];
}
