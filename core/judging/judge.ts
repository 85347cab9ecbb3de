import type { Gate, StagePolicy } from '../domain/policy.ts';
import type { Verdict } from '../domain/verdict.ts';
import { judgeAvailable } from '../gates/available.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { judgeHold } from '../gates/hold.ts';
import { judgeIntegrity } from '../gates/integrity.ts';
import { judgeGate } from '../gates/judge-gate.ts';
import { fail, type Judgement, skipped, Unjudgeable } from '../gates/judgement.ts';
import { applyWaivers } from '../gates/waiver.ts';

/** Judged for every change of every stage, whatever the policy says; nobody can waive them. */
const builtIn = [
  ['integrity', judgeIntegrity],
  ['available', judgeAvailable],
  ['hold', judgeHold],
] as const;

/**
 * One verdict for each built-in rule and then for each gate that applies, in the order of the policy.
 * Pure, and total: a gate that cannot be judged fails with the reason.
 *
 * A promotion meets every gate of the stage; a rollback to a version that held the stage before meets the stage's
 * rollback gates and `signature`; a withdrawal meets the approvals of the stage; a change of the hold meets none.
 */
export function judge(candidacy: Candidacy): readonly Verdict[] {
  return [
    ...builtIn.map(([id, rule]) => verdictOf(id, () => rule(candidacy))),
    ...remarks(candidacy),
    ...gatesFor(candidacy).map((gate) => judgeOne(gate, candidacy)),
  ];
}

/** The verdict of one gate, with its waivers; total like `judge`. */
export function judgeOne(gate: Gate, candidacy: Candidacy): Verdict {
  const judgement = explained(
    judged(() => judgeGate(gate, candidacy)),
    gate,
    candidacy,
  );
  return verdictOf(gate.id, () => applyWaivers(gate, judgement, candidacy));
}

/** Evidence may be missing because the model broke while it was measured for this judgement: whoever reads must learn it. */
function explained(judgement: Judgement, gate: Gate, { candidate, incumbent }: Candidacy): Judgement {
  if (judgement.verdict !== 'fail' || !('dataset' in gate)) return judgement;
  const measured = gate.gate === 'no-regression' ? [candidate, incumbent] : [candidate];
  const found = measured.flatMap((it) => it?.unmeasured ?? []).find(({ dataset }) => dataset === gate.dataset);
  if (found === undefined) return judgement;
  return { ...judgement, reason: `${judgement.reason} It could not be measured now: ${found.reason}` };
}

/** The gates of the stage that a change of its pointer meets. */
export function gatesFor({
  pointer,
  stage,
  tenures,
}: Pick<Candidacy, 'pointer' | 'stage' | 'tenures'>): readonly Gate[] {
  switch (pointer.change) {
    case 'hold':
      return [];
    case 'withdrawal':
      return stage.gates.filter(({ gate }) => gate === 'approvals');
    case 'rollback':
      return heldBefore({ stage, tenures }) ? rollbackGates(stage) : stage.gates;
    default:
      return stage.gates;
  }
}

function rollbackGates({ rollback }: StagePolicy): readonly Gate[] {
  const stated = rollback.gates.some(({ gate }) => gate === 'signature');
  return stated ? rollback.gates : [{ gate: 'signature', id: 'signature' }, ...rollback.gates];
}

function heldBefore({ stage, tenures }: Pick<Candidacy, 'stage' | 'tenures'>): boolean {
  return tenures.some((tenure) => tenure.stage === stage.name && tenure.until !== undefined);
}

/** A rollback to a version that never held the stage is a promotion by another name. */
function remarks({ pointer, stage, tenures }: Candidacy): readonly Verdict[] {
  if (pointer.change !== 'rollback' || heldBefore({ stage, tenures })) return [];
  const reason = `${pointer.version} never held ${stage.name} before, so it is judged like a promotion.`;
  return [{ gate: 'rollback', ...skipped(reason) }];
}

function verdictOf(gate: string, rule: () => Judgement): Verdict {
  return { gate, ...judged(rule) };
}

function judged(rule: () => Judgement): Judgement {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Unjudgeable) return fail(error.message);
    return fail(
      `It cannot be judged: ${error instanceof Error ? error.message : 'it threw something that is no error.'}`,
    );
  }
}
