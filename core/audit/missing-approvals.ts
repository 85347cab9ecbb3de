import type { Gate } from '../domain/policy.ts';
import { judgeApprovals } from '../gates/approvals.ts';
import type { Reviewed } from '../gates/candidacy.ts';
import { type Judgement, Unjudgeable } from '../gates/judgement.ts';
import { applyWaivers } from '../gates/waiver.ts';
import { mayBreakGlass } from '../pointers/may-break-glass.ts';

/** A gate for which too few reviews are there, and what is said of it. */
export type MissingApproval = readonly [gate: ApprovalGate, judgement: Judgement];
type ApprovalGate = Extract<Gate, { readonly gate: 'approvals' }>;

/** The reviews are counted again: what a record says of approvals is not believed. @param gates those of the stage when left out. */
export function missingApprovals(
  reviewed: Reviewed,
  gates: readonly Gate[] = reviewed.stage.gates,
): readonly MissingApproval[] {
  return gates.flatMap((gate) => {
    if (gate.gate !== 'approvals') return [];
    const judgement = judged(() => applyWaivers(gate, judgeApprovals(gate, reviewed, true), reviewed));
    const isThere = judgement.verdict === 'pass' || judgement.verdict === 'waived';
    return isThere || isCoveredByGlass(judgement, reviewed) ? [] : [[gate, judgement]];
  });
}

function judged(rule: () => Judgement): Judgement {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Unjudgeable) return { verdict: 'fail', reason: error.message };
    throw error;
  }
}

/** Who may break the glass passes over what is missing, and an audit tells that by itself. */
function isCoveredByGlass({ verdict }: Judgement, { pointer, stage, policy, owners }: Reviewed): boolean {
  const { breakGlass } = pointer;
  return verdict === 'pending' && breakGlass !== undefined && mayBreakGlass(stage, breakGlass.by, policy.roles, owners);
}
