import type { Gate, GateKind } from '../domain/policy.ts';
import { judgeApprovals } from './approvals.ts';
import { judgeCameThrough } from './came-through.ts';
import type { Candidacy } from './candidacy.ts';
import { judgeChecklist } from './checklist.ts';
import { judgeEvaluated } from './evaluated.ts';
import { judgeExpression } from './expression.ts';
import { type GateOf, type Judgement, Unjudgeable } from './judgement.ts';
import { judgeLicence } from './licence.ts';
import { judgeMetric } from './metric.ts';
import { judgeNoRegression } from './no-regression.ts';
import { judgeParity } from './parity.ts';
import { judgeRequiredFields } from './required-fields.ts';
import { judgeReviewDate } from './review-date.ts';
import { judgeScan } from './scan.ts';
import { judgeServable } from './servable.ts';
import { judgeSignature } from './signature.ts';
import { judgeSize } from './size.ts';
import { judgeSoak } from './soak.ts';

type Judges = { readonly [Kind in GateKind]: (gate: GateOf<Kind>, candidacy: Candidacy) => Judgement };

const judges: Judges = {
  metric: judgeMetric,
  'no-regression': judgeNoRegression,
  evaluated: judgeEvaluated,
  servable: judgeServable,
  signature: judgeSignature,
  'came-through': judgeCameThrough,
  soak: judgeSoak,
  approvals: judgeApprovals,
  'required-fields': judgeRequiredFields,
  licence: judgeLicence,
  size: judgeSize,
  scan: judgeScan,
  parity: judgeParity,
  'review-date': judgeReviewDate,
  checklist: judgeChecklist,
  expression: judgeExpression,
};

/** @throws whatever keeps the gate from being judged. */
export function judgeGate(gate: Gate, candidacy: Candidacy): Judgement {
  const judge = Object.hasOwn(judges, gate.gate) ? judges[gate.gate] : undefined;
  if (judge === undefined) throw new Unjudgeable(`There is no gate of kind ${gate.gate}.`);
  // The table pairs every kind with the function for it; the compiler cannot follow a lookup by a union.
  return (judge as (gate: Gate, candidacy: Candidacy) => Judgement)(gate, candidacy);
}
