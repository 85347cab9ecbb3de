import type { Candidacy } from './candidacy.ts';
import { pinnedDataset, requireEvaluation } from './evaluations.ts';
import { candidateOf, type GateOf, type Judgement, pass } from './judgement.ts';

/** There is a verified evaluation on the data set as the policy pins it now. */
export function judgeEvaluated(gate: GateOf<'evaluated'>, candidacy: Candidacy): Judgement {
  const { dataset, at, evaluatedBy } = requireEvaluation(
    candidateOf(candidacy),
    pinnedDataset(candidacy, gate.dataset),
  );
  return pass(`Evaluated on ${gate.dataset} (${dataset.rows} rows) at ${at} by ${evaluatedBy}.`);
}
