import type { Label, Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ModelFile, ModelRuntime, Predictions, Predictor, Row } from '../../core/ports/model-toolchain.ts';
import { encodeRows } from '../onnx/encode-rows.ts';

/** The file of a linear model: a score per class, or one per target, is `row · coefficients[i] + intercepts[i]`. */
export interface LinearModel {
  readonly coefficients: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
}

/** Runs linear models that are one JSON file, with no native code. A classifier answers with the softmax of its scores. */
export const memoryModelRuntime: ModelRuntime = {
  async load({ files, signature }) {
    return new LinearPredictor(await readLinearModel(files), signature);
  },
};

export class LinearPredictor implements Predictor {
  readonly signature: Signature;
  readonly #model: LinearModel;
  #closed = false;

  constructor(model: LinearModel, signature: Signature) {
    this.#model = model;
    this.signature = signature;
  }

  async predict(rows: readonly Row[]): Promise<Predictions> {
    if (this.#closed) throw new MergelineError('INTERNAL', 'The model was closed.');
    const scores = vectorsOf(rows, this.signature).map((vector) => this.#scoresOf(vector));
    const { task, classes } = this.signature;
    if (task !== 'classification')
      return { predictions: scores.map((row) => (row.length === 1 ? (row[0] ?? 0) : row)) };
    const probabilities = scores.map(softmax);
    const predictions = probabilities.map((row): Label => {
      const best = row.indexOf(Math.max(...row));
      return classes?.[best] ?? best;
    });
    return { predictions, ...(classes && { classes }), probabilities };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #scoresOf(vector: readonly number[]): number[] {
    return this.#model.coefficients.map((weights, index) =>
      weights.reduce((sum, weight, column) => sum + weight * (vector[column] ?? 0), this.#model.intercepts[index] ?? 0),
    );
  }
}

async function readLinearModel(files: readonly ModelFile[]): Promise<LinearModel> {
  const [file] = files;
  if (file === undefined) throw new MergelineError('MODEL_UNREADABLE', 'There is no model file.');
  const bytes = await file.read();
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as LinearModel;
  } catch (cause) {
    throw new MergelineError('MODEL_UNREADABLE', `${file.path} is no linear model.`, { cause });
  }
}

function vectorsOf(rows: readonly Row[], signature: Signature): number[][] {
  if (rows.length === 0) return [];
  const tensors = [...encodeRows(rows, signature).values()];
  return rows.map((_, row) =>
    tensors.flatMap(({ data }) => {
      const width = data.length / rows.length;
      return Array.from({ length: width }, (__, column) => Number(data[row * width + column]));
    }),
  );
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
