import type { Task } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals, MetricSlice } from '../domain/records.ts';
import { evaluate, type LabelledBatch } from '../metrics/evaluate.ts';
import type { Cell, Dataset } from '../ports/dataset.ts';
import type { Predictor } from '../ports/model-toolchain.ts';
import { checkLabelledData, warningsOfLabels } from './check-labelled-data.ts';
import { evaluationColumns, sliceColumns } from './evaluation-columns.ts';

export interface Measurement {
  readonly task: Task;
  /** The column that holds the truth. */
  readonly target: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals?: Intervals;
  readonly perClass?: readonly ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
  readonly slices?: readonly MetricSlice[];
}

/** A measurement, and what a person should know of it. */
export interface Measured {
  readonly measurement: Measurement;
  readonly warnings: readonly string[];
}

/** How a data set is measured. */
export interface MeasureOptions {
  readonly task: Task;
  readonly target: string;
  /** Columns for whose values the metrics are computed apart; they need not be inputs of the model. */
  readonly slices?: readonly string[];
  /** Told how far it is, in words for people. */
  readonly onProgress?: ((step: string) => void) | undefined;
}

/**
 * Predicts every row of a labelled data set and computes the metrics of the task.
 * @throws MergelineError `INPUT_INVALID` when columns do not fit the model, or the task has no metrics.
 */
export async function measureModel(
  predictor: Predictor,
  dataset: Dataset,
  { task, target, slices = [], onProgress }: MeasureOptions,
): Promise<Measured> {
  const { classes = [] } = predictor.signature;
  const columns = [...new Set(slices)];
  const batches = labelledBatches(dataset, predictor, { target, slices: columns, onProgress });
  const { warnings: ofSlices, ...result } = await evaluate(task, batches, { classes, slices: columns });
  const ofLabels = warningsOfLabels(result.perClass, predictor.signature, { file: dataset.name, target });
  const measurement = { ...result, target, metrics: { ...result.metrics } };
  return { measurement, warnings: [...ofLabels, ...ofSlices] };
}

/** The model answers for one batch while the next one is read. */
async function* labelledBatches(
  dataset: Dataset,
  predictor: Predictor,
  { target: targetName, slices = [], onProgress }: Omit<MeasureOptions, 'task'>,
): AsyncIterable<LabelledBatch> {
  const { features, target } = evaluationColumns(dataset, predictor.signature, targetName);
  const groups = sliceColumns(dataset, slices);
  checkLabelledData(dataset, [...features, target]);
  const width = features.length;
  let ahead: Promise<LabelledBatch> | undefined;
  let done = 0;
  for await (const { rows } of dataset.batches([...features, target, ...groups])) {
    const next = labelledBatch(rows, predictor, width);
    // Whoever reads on is told of it, after the batch before.
    next.catch(() => undefined);
    if (ahead !== undefined) yield await ahead;
    ahead = next;
    onProgress?.(`predicting, ${done} of ${dataset.rows} rows`);
    done += rows.length;
  }
  if (ahead !== undefined) yield await ahead;
}

/** @param width how many cells of a row go into the model; the truth is the one after them. */
async function labelledBatch(
  rows: readonly (readonly Cell[])[],
  predictor: Predictor,
  width: number,
): Promise<LabelledBatch> {
  const { predictions, probabilities } = await predictor.predict(rows.map((cells) => cells.slice(0, width)));
  return {
    truths: rows.map((cells) => cells[width] ?? null),
    predictions,
    ...(probabilities && { probabilities }),
    groups: rows.map((cells) => cells.slice(width + 1)),
  };
}
