import type { Label, Signature } from '../../core/domain/manifest.ts';
import { outputRoles } from '../../core/domain/output-roles.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Predictions } from '../../core/ports/model-toolchain.ts';
import type { TensorParts, Tensors } from './model-host.ts';

/** How far 32-bit floats may leave [0, 1], and the sum of a row of them 1. */
const valueTolerance = 1e-6;
const sumTolerance = 1e-4;

/**
 * What the model answered, in the terms of its signature: a label per row and, where the model has them, a probability
 * per class; a number per row for one target; else the row's values of the first output.
 * @throws MergelineError `MODEL_FAILED` when an output does not answer exactly so many rows, or with what cannot be probabilities.
 */
export function decodeOutputs(outputs: Tensors, signature: Signature, rowCount: number): Predictions {
  const { labels, probabilities: scores, values } = outputRoles(signature);
  const rowsOf = (name: string | undefined) => rowsIn(outputs.get(name ?? ''), rowCount);
  if (signature.task !== 'classification') {
    const rows = rowsOf(values?.name);
    return { predictions: rows.map((row) => (row.length === 1 ? (row[0] as Label) : (row as number[]))) };
  }
  const { classes } = signature;
  const probabilities = scores && checked(rowsOf(scores.name) as number[][], scores.name);
  const predictions = labels
    ? rowsOf(labels.name).map((row) => row[0] as Label)
    : (probabilities ?? []).map((row) => mostLikely(row, classes));
  return { predictions, ...(classes && { classes }), ...(probabilities && { probabilities }) };
}

/** Runtimes and exporters have faults of their own: no answer is better than a wrong one that looks like any other. */
function checked(rows: number[][], output: string): number[][] {
  const wrong = rows.find((row) => !areProbabilities(row));
  if (wrong === undefined) return rows;
  const shown = wrong.length > 8 ? [...wrong.slice(0, 8), '…'] : wrong;
  throw new MergelineError(
    'MODEL_FAILED',
    `The model's output ${output} holds [${shown.join(', ')}] for a row, which cannot be probabilities: each lies between 0 and 1, and together they are 1.`,
    { hint: 'Export the model so that it answers with probabilities, or without that output.' },
  );
}

function areProbabilities(row: readonly number[]): boolean {
  const sum = row.reduce((total, value) => total + value, 0);
  // Written so that not-a-number fails.
  const isIn = (value: number) => value >= -valueTolerance && value <= 1 + valueTolerance;
  return row.every(isIn) && Math.abs(sum - 1) <= sumTolerance;
}

function mostLikely(row: readonly number[], classes: readonly Label[] | undefined): Label {
  const index = row.indexOf(Math.max(...row));
  return classes?.[index] ?? index;
}

/** The values of each row, whatever the shape behind the batch. */
function rowsIn(tensor: TensorParts | undefined, rowCount: number): Label[][] {
  if (tensor === undefined) return [];
  const [rows = 1] = tensor.dims;
  if (rows !== rowCount) {
    throw new MergelineError('MODEL_FAILED', `The model gave ${rows} answers for ${rowCount} rows.`);
  }
  const values = plainValues(tensor);
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width));
}

function plainValues({ type, data }: TensorParts): Label[] {
  if (type === 'bool') return Array.from(data as Uint8Array, (value) => value !== 0);
  if (type === 'string') return data as string[];
  return Array.from(data as Float64Array | BigInt64Array as Iterable<number | bigint>, (value) => Number(value));
}
