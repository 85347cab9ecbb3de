import { millisecondsOf } from '../domain/duration.ts';
import type { Gate } from '../domain/policy.ts';
import type { Review, Waiver } from '../domain/records.ts';
import type { Reviewed } from './candidacy.ts';
import type { Judgement } from './judgement.ts';
import { type ReviewRule, standingOf } from './reviewers.ts';

/**
 * What a waiver in the proposal does to a gate that does not pass. It counts when the base policy lets somebody waive
 * the gate, it says why and until when, and one of those people, not behind the proposal, approved exactly this head.
 * While only that approval is missing, the gate is pending rather than failed: people can still satisfy it.
 * Not where the glass is broken, which passes over what is pending and must never pass over what failed.
 */
export function applyWaivers(gate: Gate, judgement: Judgement, candidacy: Reviewed): Judgement {
  const waivers = candidacy.pointer.waivers.filter((waiver) => waiver.gate === gate.id);
  if (waivers.length === 0 || (judgement.verdict !== 'fail' && judgement.verdict !== 'pending')) return judgement;
  const faults: string[] = [];
  let verdict: Judgement['verdict'] = judgement.verdict;
  for (const waiver of waivers) {
    const outcome = weigh(waiver, gate, candidacy);
    if ('fault' in outcome) {
      faults.push(told(waiver, outcome));
      if (outcome.awaitsApproval && candidacy.pointer.breakGlass === undefined) verdict = 'pending';
    } else {
      const reason = `Waived until ${waiver.until} by ${outcome.by}: ${waiver.reason} (${judgement.reason})`;
      return { verdict: 'waived', reason, until: waiver.until };
    }
  }
  return {
    ...judgement,
    verdict,
    reason: [judgement.reason, ...faults].join(' '),
  };
}

/** The approvals with which waivers of the proposal count, whoever gives the others. */
export function waivingApprovals(candidacy: Reviewed): readonly Review[] {
  const { stage, pointer } = candidacy;
  const waived = stage.gates.filter(({ id, waivable = [] }) => waivable.length > 0 && isAsked(id, pointer.waivers));
  return waived.flatMap((gate) => standingOf(candidacy, whoMayWaive(gate)).approvals);
}

function isAsked(id: string, waivers: readonly Waiver[]): boolean {
  return waivers.some(({ gate }) => gate === id);
}

function whoMayWaive(gate: Gate): ReviewRule {
  return { by: gate.waivable ?? [], verifiedIdentity: gate.gate === 'approvals' && gate.verifiedIdentity };
}

type Outcome = { readonly by: string } | Obstacle;

interface Obstacle {
  readonly fault: string;
  readonly awaitsApproval?: true;
}

/** Whoever is to approve a waiver reads who asks for it, why and until when. */
function told({ by, reason, until }: Waiver, { fault, awaitsApproval }: Obstacle): string {
  if (!awaitsApproval) return `The waiver does not count: ${fault}.`;
  return `${by} asks to waive it until ${until}: ${/[.!?]$/.test(reason) ? reason : `${reason}.`} The waiver does not count yet: ${fault}.`;
}

function weigh(waiver: Waiver, gate: Gate, candidacy: Reviewed): Outcome {
  const { waivable = [] } = gate;
  if (waivable.length === 0) return { fault: `the policy lets nobody waive ${gate.id}` };
  if (waiver.reason.trim() === '') return { fault: 'it gives no reason' };
  if (millisecondsOf(waiver.until) <= millisecondsOf(candidacy.now)) return { fault: `it ended at ${waiver.until}` };
  const { approvals } = standingOf(candidacy, whoMayWaive(gate));
  if (approvals.length > 0) return { by: approvals.map(({ actor }) => actor).join(', ') };
  return {
    fault: `${waivable.join(' or ')} must approve exactly this state, and nobody of them who does not stand behind it has`,
    awaitsApproval: true,
  };
}
