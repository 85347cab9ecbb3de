import type { Task } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals, MetricSlice } from '../domain/records.ts';
import { evaluate, type LabelledBatch } from '../metrics/evaluate.ts';
import type { Dataset } from '../ports/dataset.ts';
import type { Predictor, Row } from '../ports/model-toolchain.ts';
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

/** How a data set is measured. */
export interface MeasureOptions {
  readonly task: Task;
  readonly target: string;
  /** Columns for whose values the metrics are computed apart; they need not be inputs of the model. */
  readonly slices?: readonly string[];
}

/**
 * Predicts every row of a labelled data set and computes the metrics of the task.
 * @throws MergelineError `INPUT_INVALID` when columns do not fit the model, or the task has no metrics.
 */
export async function measureModel(
  predictor: Predictor,
  dataset: Dataset,
  { task, target, slices = [] }: MeasureOptions,
): Promise<Measurement> {
  const { classes = [] } = predictor.signature;
  const columns = [...new Set(slices)];
  const batches = labelledBatches(dataset, predictor, { target, slices: columns });
  const result = await evaluate(task, batches, { classes, slices: columns });
  return { ...result, target, metrics: { ...result.metrics } };
}

async function* labelledBatches(
  dataset: Dataset,
  predictor: Predictor,
  { target: targetName, slices }: { readonly target: string; readonly slices: readonly string[] },
): AsyncIterable<LabelledBatch> {
  const { features, target } = evaluationColumns(dataset, predictor.signature, targetName);
  const groups = sliceColumns(dataset, slices);
  const width = features.length;
  for await (const { rows } of dataset.batches([...features, target, ...groups])) {
    const inputs: Row[] = rows.map((cells) => cells.slice(0, width));
    const { predictions, probabilities } = await predictor.predict(inputs);
    yield {
      truths: rows.map((cells) => cells[width] ?? null),
      predictions,
      ...(probabilities && { probabilities }),
      groups: rows.map((cells) => cells.slice(width + 1)),
    };
  }
}
