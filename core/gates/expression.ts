import type { Candidacy, Contender } from './candidacy.ts';
import { newestEvaluation } from './evaluations.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass, Unjudgeable } from './judgement.ts';

/** A condition that the team wrote over `candidate`, `incumbent`, `model` and `stage`. */
export function judgeExpression({ expression, message }: GateOf<'expression'>, candidacy: Candidacy): Judgement {
  const compiled = candidacy.expressions.get(expression);
  if (compiled === undefined) throw new Unjudgeable(`The expression was not compiled: ${expression}`);
  const holds = compiled(expressionInput(candidacy));
  if (typeof holds !== 'boolean') throw new Unjudgeable(`The expression does not answer true or false: ${expression}`);
  return holds ? pass(`It holds: ${expression}`) : fail(message ?? `It does not hold: ${expression}`);
}

/** What an expression can see: docs/gates.md, "Expressions". */
export function expressionInput(candidacy: Candidacy): Readonly<Record<string, unknown>> {
  const { incumbent, model, owners, stage } = candidacy;
  return {
    candidate: describe(candidateOf(candidacy), candidacy),
    incumbent: incumbent ? describe(incumbent, candidacy) : null,
    model: { ...model, owners },
    stage: stage.name,
  };
}

function describe(contender: Contender, candidacy: Candidacy) {
  return {
    manifest: contender.manifest,
    metrics: { reported: contender.manifest.metrics, verified: verifiedMetrics(contender, candidacy) },
    status: contender.status?.state ?? 'active',
  };
}

/** By data set, as the policy pins it now; one without an evaluation is not there. */
function verifiedMetrics(contender: Contender, { policy }: Candidacy) {
  return Object.fromEntries(
    policy.datasets.flatMap((dataset) => {
      const evaluation = newestEvaluation(contender, dataset);
      return evaluation ? [[dataset.name, evaluation.metrics]] : [];
    }),
  );
}
