import type { Label, Task } from '../domain/manifest.ts';
import type { Intervals, MetricSlice } from '../domain/records.ts';
import type { Cell } from '../domain/row.ts';
import { MergelineError } from '../errors.ts';
import { SliceTally } from './slices.ts';
import { type Totals, tallyFor } from './tally.ts';

/** Some rows of a labelled data set and what the model answered for them, in the same order. */
export interface LabelledBatch {
  readonly truths: readonly (Label | null)[];
  readonly predictions: readonly (Label | readonly number[])[];
  /** `[row, class]`, where the model gives them. */
  readonly probabilities?: readonly (readonly number[])[];
  /** For each row its values in the columns by which the data are sliced. */
  readonly groups?: readonly (readonly Cell[])[];
}

export interface EvaluationOptions {
  /** What the columns of the probabilities stand for. */
  readonly classes?: readonly Label[];
  /** The columns by which the data are sliced, in the order of `groups`. */
  readonly slices?: readonly string[];
}

export interface EvaluationResult extends Totals {
  readonly task: Task;
  readonly rows: number;
  readonly intervals: Intervals;
  readonly slices?: readonly MetricSlice[];
  /** What a person should know of the slices. */
  readonly warnings: readonly string[];
}

/**
 * Computes every metric of the task while the batches pass by. Memory grows with the rows by the few numbers of
 * each that ranks and resamples are made of.
 * @throws MergelineError `INPUT_INVALID` that names the row (counted from 1) or says that there is none.
 */
export async function evaluate(
  task: Task,
  batches: AsyncIterable<LabelledBatch> | Iterable<LabelledBatch>,
  { classes = [], slices = [] }: EvaluationOptions = {},
): Promise<EvaluationResult> {
  const tally = tallyFor(task, classes);
  const sliced = slices.map((column) => new SliceTally(column, () => tallyFor(task, classes)));
  for await (const { truths, predictions, probabilities, groups } of batches) {
    if (truths.length !== predictions.length) {
      throw new MergelineError('INTERNAL', `${predictions.length} predictions came for ${truths.length} rows.`);
    }
    truths.forEach((truth, index) => {
      const row = { truth, prediction: predictions[index], probabilities: probabilities?.[index] };
      tally.add(row);
      sliced.forEach((slice, place) => {
        slice.add(groups?.[index]?.[place] ?? null, row);
      });
    });
  }
  const warnings = sliced.flatMap(({ warning }) => warning ?? []);
  const found = { task, rows: tally.rows, ...tally.totals(), intervals: tally.intervals(), warnings };
  return sliced.length === 0 ? found : { ...found, slices: sliced.flatMap((slice) => slice.slices()) };
}
