import { millisecondsOf } from '../domain/duration.ts';
import type { DatasetPolicy } from '../domain/policy.ts';
import type { Evaluation } from '../domain/records.ts';
import type { Candidacy, Contender } from './candidacy.ts';
import { Unjudgeable } from './judgement.ts';

/**
 * The data set that a gate names, as the policy pins it today.
 * @throws Unjudgeable when `registry.yaml` has no such data set.
 */
export function pinnedDataset({ policy }: Candidacy, name: string): DatasetPolicy {
  const dataset = policy.datasets.find((it) => it.name === name);
  if (dataset) return dataset;
  throw new Unjudgeable(`registry.yaml names no data set ${name}.`);
}

/** The newest evaluation of exactly this manifest on exactly these bytes; undefined when there is none. */
export function newestEvaluation(
  contender: Pick<Contender, 'evaluations' | 'manifestDigest'>,
  dataset: DatasetPolicy,
): Evaluation | undefined {
  return contender.evaluations
    .filter((it) => it.manifestDigest === contender.manifestDigest && it.dataset.digest === dataset.digest)
    .reduce<Evaluation | undefined>(
      (newest, it) => (newest && millisecondsOf(newest.at) > millisecondsOf(it.at) ? newest : it),
      undefined,
    );
}

/** @throws Unjudgeable, with the command that brings the evidence. */
export function requireEvaluation(contender: Contender, dataset: DatasetPolicy): Evaluation {
  const evaluation = newestEvaluation(contender, dataset);
  if (evaluation) return evaluation;
  const { model, version } = contender.manifest;
  throw new Unjudgeable(
    `${version} has no evaluation on ${dataset.name} as registry.yaml pins it now. Run mergeline evaluate ${model}@${version} --dataset ${dataset.name}.`,
  );
}
