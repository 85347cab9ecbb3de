import type { Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ModelFile, ModelRuntime, Predictions, Predictor, Row } from '../../core/ports/model-toolchain.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { encodeRows } from './encode-rows.ts';
import { externalDataOf } from './external-data.ts';
import { type InferenceSession, openSession, runSession, type TensorParts } from './open-session.ts';

/** Runs served models with ONNX Runtime, in this process and on one thread. */
export const onnxRuntime: ModelRuntime = {
  /** @throws MergelineError `MODEL_UNREADABLE` when no file is a model that ONNX Runtime loads, or it is another model. */
  async load({ files, signature }) {
    const model = onnxFileOf(files);
    const beside = await Promise.all(
      files.filter((file) => file !== model).map(async (file) => ({ path: file.path, bytes: await file.read() })),
    );
    const session = await openSession(await model.read(), externalDataOf(model.path, beside));
    const inputs = signature.inputs.map((input) => input.name);
    if (inputs.length === session.inputNames.length && inputs.every((name) => session.inputNames.includes(name))) {
      return new OnnxPredictor(session, signature);
    }
    await session.release();
    throw new MergelineError(
      'MODEL_UNREADABLE',
      `${model.path} takes ${session.inputNames.join(', ')}, but its signature says ${inputs.join(', ')}.`,
    );
  },
};

class OnnxPredictor implements Predictor {
  readonly signature: Signature;
  readonly #session: InferenceSession;

  constructor(session: InferenceSession, signature: Signature) {
    this.#session = session;
    this.signature = signature;
  }

  async predict(rows: readonly Row[]): Promise<Predictions> {
    if (rows.length === 0) return { predictions: [] };
    const feeds = encodeRows(rows, this.signature);
    if (rows.length === 1 || !takesOneRow(this.signature)) return this.#run(feeds);
    const answers: Predictions[] = [];
    for (const row of rows) answers.push(await this.#run(encodeRows([row], this.signature)));
    return joined(answers);
  }

  async #run(feeds: ReadonlyMap<string, TensorParts>): Promise<Predictions> {
    return decodeOutputs(await runSession(this.#session, feeds), this.signature);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** Exporters fix the batch at the one row of their example unless they are told otherwise. */
function takesOneRow({ inputs }: Signature): boolean {
  return inputs.some(({ shape }) => shape[0] === 1);
}

function joined(answers: readonly Predictions[]): Predictions {
  const [first] = answers;
  return {
    ...first,
    predictions: answers.flatMap(({ predictions }) => predictions),
    ...(first?.probabilities && { probabilities: answers.flatMap(({ probabilities }) => probabilities ?? []) }),
  };
}

function onnxFileOf(files: readonly ModelFile[]): ModelFile {
  const models = files.filter((file) => file.path.endsWith('.onnx'));
  const [model, other] = models;
  if (model !== undefined && other === undefined) return model;
  throw new MergelineError(
    'MODEL_UNREADABLE',
    `A served model has exactly one .onnx file; here are ${models.length}: ${files.map((file) => file.path).join(', ')}.`,
  );
}
