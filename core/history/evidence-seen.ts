import { millisecondsOf } from '../domain/duration.ts';
import type { Evaluation, Pointer } from '../domain/records.ts';
import { listEvaluations } from '../reading/read-registry.ts';
import type { Circumstances } from './event-at.ts';
import type { HistoryEvent } from './history-answer.ts';

type Evidence = Pick<HistoryEvent, 'metrics' | 'evaluations'>;

/**
 * The verified metrics that a decision on a stage found in the registry: the newest of each data set, as the branch had
 * them before the commit. What the same commit brought had no say.
 */
export async function evidenceSeen(
  { model, version, manifestDigest }: Pointer,
  { entry, repository }: Pick<Circumstances, 'entry' | 'repository'>,
): Promise<Evidence> {
  const [base] = entry.commit.parents;
  if (version === null || base === undefined) return {};
  const recorded = await listEvaluations(await repository.snapshot(base), model, version, []);
  const newest = new Map<string, Evaluation>();
  for (const evaluation of recorded.toSorted((a, b) => millisecondsOf(a.at) - millisecondsOf(b.at)))
    if (evaluation.manifestDigest === manifestDigest) newest.set(evaluation.dataset.digest, evaluation);
  return evidenceOf([...newest.values()]);
}

/** @param evaluations oldest first: of two that have the same metric, the newer one counts. */
export function evidenceOf(evaluations: readonly Evaluation[]): Required<Evidence> {
  return {
    metrics: Object.assign({}, ...evaluations.map(({ metrics }) => metrics)),
    evaluations: evaluations.map(({ dataset, metrics, evaluatedBy, at }) => ({ dataset, metrics, evaluatedBy, at })),
  };
}
