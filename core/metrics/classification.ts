import type { Label } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { compareLabels } from './compare-labels.ts';

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

interface Counts {
  /** In the order in which the classes came. */
  readonly index: number;
  /** Rows of this class that were predicted as it: true positives. */
  hits: number;
  /** Rows whose truth is this class: support. */
  truths: number;
  predictions: number;
}

/** More than this is a column of names or numbers, not of classes. */
const maximumClasses = 100_000;
/** A matrix of more classes is not shown to anybody. */
const maximumMatrix = 50;

/**
 * Accuracy, and precision, recall and F1 per class and averaged, over any number of rows in memory that grows with the
 * number of classes only. With `hits`, `truths` and `predictions` counted per class:
 *
 * - accuracy    = Σ hits / rows
 * - precision   = hits / predictions, 0 for a class that was never predicted
 * - recall      = hits / truths, 0 for a class that no row has
 * - f1          = 2 · hits / (truths + predictions)
 * - plain names = mean over the classes (macro); `_weighted` = mean weighted by `truths`;
 *   `_micro` = the formula applied to the sums over all classes
 *
 * The classes are those that a truth or a prediction names, sorted: scikit-learn's `precision_recall_fscore_support`
 * with `labels=None` and `zero_division=0`.
 */
export class ClassificationTally {
  #rows = 0;
  readonly #classes = new Map<Label, Counts>();
  readonly #pairs = new Map<number, number>();
  #type: string | undefined;

  get rows(): number {
    return this.#rows;
  }

  /**
   * `1`, `"1"` and `true` are three labels, and one evaluation takes only one type of them.
   * @throws MergelineError `INPUT_INVALID` that names the row (counted from 1) when a label is missing, NaN or of
   * another type than those before.
   */
  add(truth: unknown, prediction: unknown): void {
    const row = this.#rows + 1;
    const expected = this.#countsOf(truth, 'truth', row);
    const predicted = this.#countsOf(prediction, 'prediction', row);
    this.#rows = row;
    expected.truths += 1;
    predicted.predictions += 1;
    if (expected === predicted) expected.hits += 1;
    this.#countPair(expected, predicted);
  }

  /** How many rows of each class were predicted as each class; undefined for more than fifty classes. */
  confusion(): ConfusionMatrix | undefined {
    if (this.#classes.size > maximumMatrix) return undefined;
    const classes = [...this.#classes].sort(([a], [b]) => compareLabels(a, b));
    const countOf = (truth: Counts, prediction: Counts) => this.#pairs.get(keyOfPair(truth, prediction)) ?? 0;
    return {
      labels: classes.map(([label]) => label),
      counts: classes.map(([, truth]) => classes.map(([, prediction]) => countOf(truth, prediction))),
    };
  }

  /** One row for each class, in the order of the labels. */
  perClass(): readonly ClassMetrics[] {
    return [...this.#classes]
      .sort(([a], [b]) => compareLabels(a, b))
      .map(([label, counts]) => ({ label, ...scores(counts), support: counts.truths }));
  }

  /** @throws MergelineError `INPUT_INVALID` without a row. */
  metrics(): ClassificationMetrics {
    if (this.#rows === 0) throw new MergelineError('INPUT_INVALID', 'There is no row to evaluate.');
    const classes = this.perClass();
    const macro = average(classes, () => 1);
    const weighted = average(classes, ({ support }) => support);
    const total = sumOf([...this.#classes.values()]);
    const micro = scores(total);
    return {
      accuracy: total.hits / this.#rows,
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

  #countPair(truth: Counts, prediction: Counts): void {
    if (this.#classes.size > maximumMatrix) {
      this.#pairs.clear();
      return;
    }
    const key = keyOfPair(truth, prediction);
    this.#pairs.set(key, (this.#pairs.get(key) ?? 0) + 1);
  }

  #countsOf(value: unknown, role: 'truth' | 'prediction', row: number): Counts {
    const label = parseLabel(value, role, row);
    this.#type ??= typeof label;
    if (typeof label !== this.#type) throw typeDiffers(label, this.#type, role, row);
    const known = this.#classes.get(label);
    if (known) return known;
    if (this.#classes.size === maximumClasses) throw tooManyClasses(row);
    const counts = { index: this.#classes.size, hits: 0, truths: 0, predictions: 0 };
    this.#classes.set(label, counts);
    return counts;
  }
}

function keyOfPair(truth: Counts, prediction: Counts): number {
  return truth.index * maximumClasses + prediction.index;
}

type Scores = Pick<ClassMetrics, 'precision' | 'recall' | 'f1'>;

function scores({ hits, truths, predictions }: Omit<Counts, 'index'>): Scores {
  return {
    precision: ratio(hits, predictions),
    recall: ratio(hits, truths),
    f1: ratio(2 * hits, truths + predictions),
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function average(classes: readonly ClassMetrics[], weightOf: (row: ClassMetrics) => number): Scores {
  const total = classes.reduce((sum, row) => sum + weightOf(row), 0);
  const mean = (metric: keyof Scores) => classes.reduce((sum, row) => sum + weightOf(row) * row[metric], 0) / total;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

function sumOf(classes: readonly Counts[]): Omit<Counts, 'index'> {
  const total = { hits: 0, truths: 0, predictions: 0 };
  for (const { hits, truths, predictions } of classes) {
    total.hits += hits;
    total.truths += truths;
    total.predictions += predictions;
  }
  return total;
}

function parseLabel(value: unknown, role: string, row: number): Label {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const found = value === null || value === undefined ? 'missing' : Array.isArray(value) ? 'a list' : String(value);
  throw new MergelineError('INPUT_INVALID', `Row ${row}: the ${role} is ${found}, not a class label.`);
}

function typeDiffers(label: Label, type: string, role: string, row: number): MergelineError {
  return new MergelineError(
    'INPUT_INVALID',
    `Row ${row}: the ${role} ${JSON.stringify(label)} is a ${typeof label}, the labels before it are of type ${type}.`,
    { hint: 'The labels of the data set must have the type of the model’s classes: 1 and "1" are different labels.' },
  );
}

function tooManyClasses(row: number): MergelineError {
  return new MergelineError('INPUT_INVALID', `Row ${row}: there are more than ${maximumClasses} different labels.`, {
    hint: 'Is the target really a class? Evaluate a model that predicts a quantity as a regression.',
  });
}
