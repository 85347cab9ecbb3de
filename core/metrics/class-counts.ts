import type { ClassMetrics } from '../domain/records.ts';

/** How the rows of a data set fall on one class. */
export interface ClassCounts {
  /** Rows of this class that were predicted as it: true positives. */
  hits: number;
  /** Rows whose truth is this class: support. */
  truths: number;
  predictions: number;
}

export interface ClassificationMetrics {
  readonly accuracy: number;
  readonly precision: number;
  readonly precision_weighted: number;
  readonly precision_micro: number;
  readonly recall: number;
  readonly recall_weighted: number;
  readonly recall_micro: number;
  readonly f1: number;
  readonly f1_weighted: number;
  readonly f1_micro: number;
}

export type ClassScores = Pick<ClassMetrics, 'precision' | 'recall' | 'f1'>;

/** @param classes those that some truth or prediction names; at least one. */
export function classificationMetrics(classes: readonly ClassCounts[]): ClassificationMetrics {
  const total = sumOf(classes);
  const macro = average(classes, () => 1);
  const weighted = average(classes, ({ truths }) => truths);
  const micro = scoresOf(total);
  return {
    accuracy: total.hits / total.truths,
    precision: macro.precision,
    precision_weighted: weighted.precision,
    precision_micro: micro.precision,
    recall: macro.recall,
    recall_weighted: weighted.recall,
    recall_micro: micro.recall,
    f1: macro.f1,
    f1_weighted: weighted.f1,
    f1_micro: micro.f1,
  };
}

export function scoresOf({ hits, truths, predictions }: ClassCounts): ClassScores {
  return {
    precision: ratio(hits, predictions),
    recall: ratio(hits, truths),
    f1: ratio(2 * hits, truths + predictions),
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function average(classes: readonly ClassCounts[], weightOf: (counts: ClassCounts) => number): ClassScores {
  const sums = { precision: 0, recall: 0, f1: 0 };
  let total = 0;
  for (const counts of classes) {
    const [scores, weight] = [scoresOf(counts), weightOf(counts)];
    sums.precision += weight * scores.precision;
    sums.recall += weight * scores.recall;
    sums.f1 += weight * scores.f1;
    total += weight;
  }
  return { precision: sums.precision / total, recall: sums.recall / total, f1: sums.f1 / total };
}

function sumOf(classes: readonly ClassCounts[]): ClassCounts {
  const total = { hits: 0, truths: 0, predictions: 0 };
  for (const { hits, truths, predictions } of classes) {
    total.hits += hits;
    total.truths += truths;
    total.predictions += predictions;
  }
  return total;
}
