import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The candidate holds or held another stage. */
export function judgeCameThrough({ stage }: GateOf<'came-through'>, candidacy: Candidacy): Judgement {
  const { manifest } = candidateOf(candidacy);
  const tenure = candidacy.tenures.find((it) => it.stage === stage);
  if (tenure === undefined) {
    return fail(
      `${manifest.version} never held ${stage}. Run mergeline promote ${manifest.model}@${manifest.version} --to ${stage} first.`,
    );
  }
  return pass(`${manifest.version} holds or held ${stage}, first from ${tenure.from}.`);
}
