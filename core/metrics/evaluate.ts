import type { Label, Task } from '../domain/manifest.ts';
import type { ClassMetrics } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { ClassificationTally } from './classification.ts';
import type { MetricName } from './metric.ts';
import { RegressionTally } from './regression.ts';

/** Some rows of a labelled data set and what the model answered for them, in the same order. */
export interface LabelledBatch {
  readonly truths: readonly (Label | null)[];
  readonly predictions: readonly (Label | readonly number[])[];
}

export interface EvaluationResult {
  readonly task: Task;
  readonly rows: number;
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>;
  readonly perClass?: readonly ClassMetrics[];
}

/**
 * Computes every metric of the task while the batches pass by; memory does not grow with the number of rows.
 * @throws MergelineError `INPUT_INVALID` that names the row (counted from 1) or says that there is none.
 */
export async function evaluate(
  task: Task,
  batches: AsyncIterable<LabelledBatch> | Iterable<LabelledBatch>,
): Promise<EvaluationResult> {
  const tally = tallyFor(task);
  for await (const { truths, predictions } of batches) {
    if (truths.length !== predictions.length) {
      throw new MergelineError('INTERNAL', `${predictions.length} predictions came for ${truths.length} rows.`);
    }
    truths.forEach((truth, index) => {
      tally.add(truth, predictions[index]);
    });
  }
  const metrics = { ...tally.metrics() };
  const perClass = tally instanceof ClassificationTally ? { perClass: tally.perClass() } : {};
  return { task, rows: tally.rows, metrics, ...perClass };
}

function tallyFor(task: Task): ClassificationTally | RegressionTally {
  switch (task) {
    case 'classification':
      return new ClassificationTally();
    case 'regression':
      return new RegressionTally();
    case 'other':
      throw new MergelineError('INPUT_INVALID', 'The model neither classifies nor predicts a quantity.', {
        hint: 'Metrics are computed for models whose task is classification or regression.',
      });
  }
}
