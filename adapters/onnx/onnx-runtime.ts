import type { Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { joinPredictions } from '../../core/evaluation/join-predictions.ts';
import type { ModelFile, ModelRuntime, Predictions, Predictor, Row } from '../../core/ports/model-toolchain.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { encodeRows } from './encode-rows.ts';
import { externalDataOf } from './external-data.ts';
import { LocalHost } from './local-host.ts';
import type { ModelHost } from './model-host.ts';

/** Runs served models with ONNX Runtime in this process: the way without a detour, for whoever is watched from outside. */
export const onnxRuntime: ModelRuntime = onnxRuntimeIn(() => new LocalHost());

/** Runs each served model with ONNX Runtime in a host of its own. */
export function onnxRuntimeIn(openHost: () => ModelHost): ModelRuntime {
  return {
    /** @throws MergelineError `MODEL_UNREADABLE` when no file is a model that ONNX Runtime loads, or it is another model. */
    async load({ files, signature }) {
      const model = onnxFileOf(files);
      const host = openHost();
      try {
        await loadInto(host, model, files, signature);
        return new OnnxPredictor(host, signature);
      } catch (error) {
        await host.close();
        throw error;
      }
    },
  };
}

async function loadInto(
  host: ModelHost,
  model: ModelFile,
  files: readonly ModelFile[],
  signature: Signature,
): Promise<void> {
  const beside = await Promise.all(
    files.filter((file) => file !== model).map(async (file) => ({ path: file.path, bytes: await file.read() })),
  );
  const actual = await host.load(await model.read(), externalDataOf(model.path, beside));
  const stated = signature.inputs.map((input) => input.name);
  if (stated.length === actual.length && stated.every((name) => actual.includes(name))) return;
  throw new MergelineError(
    'MODEL_UNREADABLE',
    `${model.path} takes ${actual.join(', ')}, but its signature says ${stated.join(', ')}.`,
  );
}

class OnnxPredictor implements Predictor {
  readonly signature: Signature;
  readonly #host: ModelHost;

  constructor(host: ModelHost, signature: Signature) {
    this.#host = host;
    this.signature = signature;
  }

  async predict(rows: readonly Row[]): Promise<Predictions> {
    if (rows.length === 0) return { predictions: [] };
    if (rows.length === 1 || !takesOneRow(this.signature)) return await this.#run(rows);
    // Every row is checked before the model sees the first one.
    encodeRows(rows, this.signature);
    const answers: Predictions[] = [];
    for (const row of rows) answers.push(await this.#run([row]));
    return joinPredictions(answers);
  }

  async #run(rows: readonly Row[]): Promise<Predictions> {
    const outputs = await this.#host.run(encodeRows(rows, this.signature));
    return decodeOutputs(outputs, this.signature, rows.length);
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}

/** Exporters fix the batch at the one row of their example unless they are told otherwise. */
function takesOneRow({ inputs }: Signature): boolean {
  return inputs.some(({ shape }) => shape[0] === 1);
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
