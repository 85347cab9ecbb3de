import type { Label, Task } from '../domain/manifest.ts';
import type { Intervals } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { type Totals, tallyFor } from './tally.ts';

/** Some rows of a labelled data set and what the model answered for them, in the same order. */
export interface LabelledBatch {
  readonly truths: readonly (Label | null)[];
  readonly predictions: readonly (Label | readonly number[])[];
  /** `[row, class]`, where the model gives them. */
  readonly probabilities?: readonly (readonly number[])[];
}

export interface EvaluationResult extends Totals {
  readonly task: Task;
  readonly rows: number;
  readonly intervals: Intervals;
}

/**
 * Computes every metric of the task while the batches pass by. Memory grows with the rows by the few numbers of
 * each that ranks and resamples are made of.
 * @param options.classes what the columns of the probabilities stand for.
 * @throws MergelineError `INPUT_INVALID` that names the row (counted from 1) or says that there is none.
 */
export async function evaluate(
  task: Task,
  batches: AsyncIterable<LabelledBatch> | Iterable<LabelledBatch>,
  { classes = [] }: { readonly classes?: readonly Label[] } = {},
): Promise<EvaluationResult> {
  const tally = tallyFor(task, classes);
  for await (const { truths, predictions, probabilities } of batches) {
    if (truths.length !== predictions.length) {
      throw new MergelineError('INTERNAL', `${predictions.length} predictions came for ${truths.length} rows.`);
    }
    truths.forEach((truth, index) => {
      tally.add({ truth, prediction: predictions[index], probabilities: probabilities?.[index] });
    });
  }
  return { task, rows: tally.rows, ...tally.totals(), intervals: tally.intervals() };
}
