import type { Label, Task } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { ClassificationTally } from './classification.ts';
import { intervalsOf, type Weights } from './intervals.ts';
import type { MetricName } from './metric.ts';
import { ProbabilityTally } from './probability.ts';
import { RegressionTally } from './regression.ts';

export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

export interface Totals {
  readonly metrics: MetricValues;
  readonly perClass?: readonly ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
}

/** One labelled row and what the model answered for it. */
export interface Answered {
  readonly truth: Label | null | undefined;
  readonly prediction: Label | readonly number[] | undefined;
  /** One for each class that the model knows. */
  readonly probabilities?: readonly number[] | undefined;
}

/** Metrics that come to be while rows pass by. */
export interface Tally {
  readonly rows: number;
  /** @throws MergelineError `INPUT_INVALID` that names the row, counted from 1. */
  add(row: Answered): void;
  /** @throws MergelineError `INPUT_INVALID` without a row. */
  totals(): Totals;
  intervals(): Intervals;
}

/** @param classes what the probabilities of a classifier stand for; none when it gives none. */
export function tallyFor(task: Task, classes: readonly Label[]): Tally {
  switch (task) {
    case 'classification':
      return new ClassifierTally(classes);
    case 'regression':
      return new QuantityTally();
    case 'other':
      throw new MergelineError('INPUT_INVALID', 'The model neither classifies nor predicts a quantity.', {
        hint: 'Metrics are computed for models whose task is classification or regression.',
      });
  }
}

class ClassifierTally implements Tally {
  readonly #labels = new ClassificationTally();
  readonly #probabilities: ProbabilityTally;

  constructor(classes: readonly Label[]) {
    this.#probabilities = new ProbabilityTally(classes);
  }

  get rows(): number {
    return this.#labels.rows;
  }

  add({ truth, prediction, probabilities }: Answered): void {
    this.#labels.add(truth, prediction);
    this.#probabilities.add(truth as Label, probabilities);
  }

  totals(): Totals {
    const confusion = this.#labels.confusion();
    return {
      metrics: { ...this.#labels.metrics(), ...this.#probabilities.metrics() },
      perClass: this.#labels.perClass(),
      ...(confusion && { confusion }),
    };
  }

  intervals(): Intervals {
    const { accuracy } = this.#labels.metrics();
    const metricsOf = (weights: Weights) => ({
      ...this.#labels.resampled(weights),
      ...this.#probabilities.metrics(weights),
    });
    return intervalsOf({ rows: this.rows, accuracy, metricsOf });
  }
}

class QuantityTally implements Tally {
  readonly #errors = new RegressionTally();

  get rows(): number {
    return this.#errors.rows;
  }

  add({ truth, prediction }: Answered): void {
    this.#errors.add(truth, prediction);
  }

  totals(): Totals {
    return { metrics: { ...this.#errors.metrics() } };
  }

  intervals(): Intervals {
    return intervalsOf({ rows: this.rows, metricsOf: (weights) => ({ ...this.#errors.resampled(weights) }) });
  }
}
