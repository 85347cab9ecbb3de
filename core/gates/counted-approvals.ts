import type { Review } from '../domain/records.ts';
import type { Candidacy } from './candidacy.ts';
import { standingOf } from './reviewers.ts';

/** The approvals that a gate of the stage accepts; where it has no approvals gate, those of people not behind the proposal. */
export function countedApprovals(candidacy: Candidacy): readonly Review[] {
  const rules = candidacy.stage.gates.filter((gate) => gate.gate === 'approvals');
  const accepted = (rules.length > 0 ? rules : [{}]).flatMap((rule) => standingOf(candidacy, rule).approvals);
  return [...new Set(accepted)];
}
