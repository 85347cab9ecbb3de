import type { Evaluation } from '../domain/records.ts';
import { type Measured, newestOf, ownEvaluations } from './subject.ts';

/** The evaluations that stand beside each other: of one data set by name, one for each version that has any. */
export interface ChosenEvaluations {
  readonly dataset: string;
  /** `measureOf` those that can be compared. */
  readonly measure: string;
  readonly chosen: readonly (Evaluation | undefined)[];
}

/**
 * A data set may have been pinned anew, so that a name stands for several bytes. What the most versions were measured on
 * is taken, the newer where that leaves a choice; a version that was never measured on that keeps its newest evaluation.
 */
export function chooseEvaluations(subjects: readonly Measured[]): readonly ChosenEvaluations[] {
  const own = subjects.map(ownEvaluations);
  const names = [...new Set(own.flatMap((evaluations) => evaluations.map(({ dataset }) => dataset.name)))].sort();
  return names.map((dataset) => {
    const named = own.map((evaluations) => evaluations.filter((it) => it.dataset.name === dataset));
    const measure = commonMeasure(named);
    return { dataset, measure, chosen: named.map((evaluations) => newestOn(measure, evaluations)) };
  });
}

/** Of another measure where there is none of this one. */
export function newestOn(measure: string, evaluations: readonly Evaluation[]): Evaluation | undefined {
  return newestOf(evaluations.filter((it) => measureOf(it) === measure)) ?? newestOf(evaluations);
}

/** What a number was measured on: the same bytes may have two columns with answers. */
export function measureOf({ dataset, target }: Evaluation): string {
  return `${dataset.digest} ${target}`;
}

function commonMeasure(named: readonly (readonly Evaluation[])[]): string {
  const counts = new Map<string, number>();
  for (const evaluations of named)
    for (const measure of new Set(evaluations.map(measureOf))) counts.set(measure, (counts.get(measure) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const newest = newestOf(named.flat().filter((it) => counts.get(measureOf(it)) === most));
  return newest === undefined ? '' : measureOf(newest);
}
