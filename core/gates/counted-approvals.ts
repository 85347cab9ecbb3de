import type { Review } from '../domain/records.ts';
import type { Candidacy } from './candidacy.ts';
import { type ReviewRule, standingOf } from './reviewers.ts';

/** The approvals that a gate of the stage accepts; where it has no approvals gate, those of people not behind the proposal. */
export function countedApprovals(candidacy: Candidacy): readonly Review[] {
  return [...new Set(rulesOf(candidacy).flatMap((rule) => standingOf(candidacy, rule).approvals))];
}

/** Why an approval of the present head is not among the counted ones, as a sentence without its full stop. */
export function whyUncounted({ actor }: Review, candidacy: Candidacy): string {
  const rules = rulesOf(candidacy);
  const discounted = rules.flatMap((rule) => standingOf(candidacy, rule).discounted);
  const whys = [...new Set(discounted.filter((it) => it.actor === actor).map(({ why }) => why))];
  const personal =
    whys.length > 0
      ? `${actor} ${whys.join(' and ')}`
      : 'another review, of theirs or of somebody like them, stands for it';
  return asksForApprovals(candidacy) ? personal : `${personal}, and no gate asks for approvals`;
}

function rulesOf({ stage }: Candidacy): readonly ReviewRule[] {
  const rules = stage.gates.filter((gate) => gate.gate === 'approvals');
  return rules.length > 0 ? rules : [{}];
}

function asksForApprovals({ stage }: Candidacy): boolean {
  return stage.gates.some(({ gate }) => gate === 'approvals');
}
