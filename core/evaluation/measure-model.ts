import type { Task } from '../domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals } from '../domain/records.ts';
import { evaluate, type LabelledBatch } from '../metrics/evaluate.ts';
import type { Dataset } from '../ports/dataset.ts';
import type { Predictor, Row } from '../ports/model-toolchain.ts';
import { evaluationColumns } from './evaluation-columns.ts';

export interface Measurement {
  readonly task: Task;
  /** The column that holds the truth. */
  readonly target: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals?: Intervals;
  readonly perClass?: readonly ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
}

/**
 * Predicts every row of a labelled data set and computes the metrics of the task.
 * @throws MergelineError `INPUT_INVALID` when columns do not fit the model, or the task has no metrics.
 */
export async function measureModel(
  predictor: Predictor,
  dataset: Dataset,
  { task, target }: Pick<Measurement, 'task' | 'target'>,
): Promise<Measurement> {
  const { classes } = predictor.signature;
  const result = await evaluate(task, labelledBatches(dataset, predictor, target), classes ? { classes } : {});
  return { ...result, target, metrics: { ...result.metrics } };
}

async function* labelledBatches(
  dataset: Dataset,
  predictor: Predictor,
  targetName: string,
): AsyncIterable<LabelledBatch> {
  const { features, target } = evaluationColumns(dataset, predictor.signature, targetName);
  for await (const { rows } of dataset.batches([...features, target])) {
    const inputs: Row[] = rows.map((cells) => cells.slice(0, -1));
    const { predictions, probabilities } = await predictor.predict(inputs);
    yield { truths: rows.map((cells) => cells.at(-1) ?? null), predictions, ...(probabilities && { probabilities }) };
  }
}
