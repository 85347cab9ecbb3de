import type { Label } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { type ClassCounts, type ClassificationMetrics, classificationMetrics, scoresOf } from './class-counts.ts';
import { compareLabels } from './compare-labels.ts';
import { GrowingArray } from './growing-array.ts';
import { maximumResampledRows, type Weights } from './intervals.ts';

interface Counts extends ClassCounts {
  /** In the order in which the classes came. */
  readonly index: number;
}

/** More than this is a column of names or numbers, not of classes. */
const maximumClasses = 100_000;
/** A matrix of more classes is not shown to anybody. */
const maximumMatrix = 50;

/**
 * Accuracy, and precision, recall and F1 per class and averaged, over any number of rows; a row costs 8 bytes as long as
 * it may be resampled. With `hits`, `truths` and `predictions` counted per class:
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
  /** The classes of each row, by their index. */
  readonly #truths = GrowingArray.ofIndexes();
  readonly #predictions = GrowingArray.ofIndexes();
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
    if (row > maximumResampledRows) return;
    this.#truths.push(expected.index);
    this.#predictions.push(predicted.index);
  }

  /** How many rows of each class were predicted as each class; undefined for more than fifty classes. */
  confusion(): ConfusionMatrix | undefined {
    if (this.#classes.size > maximumMatrix) return undefined;
    const classes = this.#sorted();
    const countOf = (truth: Counts, prediction: Counts) => this.#pairs.get(keyOfPair(truth, prediction)) ?? 0;
    return {
      labels: classes.map(([label]) => label),
      counts: classes.map(([, truth]) => classes.map(([, prediction]) => countOf(truth, prediction))),
    };
  }

  /** One row for each class, in the order of the labels. */
  perClass(): readonly ClassMetrics[] {
    return this.#sorted().map(([label, counts]) => ({ label, ...scoresOf(counts), support: counts.truths }));
  }

  /** @throws MergelineError `INPUT_INVALID` without a row. */
  metrics(): ClassificationMetrics {
    if (this.#rows === 0) throw new MergelineError('INPUT_INVALID', 'There is no row to evaluate.');
    return classificationMetrics(this.#sorted().map(([, counts]) => counts));
  }

  /** The metrics of a resample, whose classes are those that it names. @param weights how often each row counts. */
  resampled(weights: Weights): ClassificationMetrics {
    const classes = Array.from(this.#classes, (): ClassCounts => ({ hits: 0, truths: 0, predictions: 0 }));
    const truths = this.#truths.values;
    const predictions = this.#predictions.values;
    for (let row = 0; row < truths.length; row += 1) {
      const weight = weights[row] ?? 0;
      const expected = classes[truths[row] ?? 0];
      const predicted = classes[predictions[row] ?? 0];
      if (expected === undefined || predicted === undefined) continue;
      expected.truths += weight;
      predicted.predictions += weight;
      if (expected === predicted) expected.hits += weight;
    }
    return classificationMetrics(classes.filter(({ truths, predictions }) => truths + predictions > 0));
  }

  #sorted(): readonly (readonly [Label, Counts])[] {
    return [...this.#classes].sort(([a], [b]) => compareLabels(a, b));
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
