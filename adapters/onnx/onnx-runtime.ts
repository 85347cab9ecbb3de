import type { Signature } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ModelFile, ModelRuntime, Predictions, Predictor, Row } from '../../core/ports/model-toolchain.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { encodeRows } from './encode-rows.ts';
import { externalDataOf } from './external-data.ts';
import { LocalHost } from './local-host.ts';
import type { ModelHost, TensorParts, Tensors } from './model-host.ts';

/** Rows that a model sees at once, as data sets are read: what it may take is counted for each batch. */
const batchRows = 1024;

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
    const feeds = encodeRows(rows, this.signature);
    const size = takesOneRow(this.signature) ? 1 : batchRows;
    if (rows.length <= size) return await this.#run(feeds, rows.length);
    const answers: Predictions[] = [];
    for (let start = 0; start < rows.length; start += size) {
      const count = Math.min(size, rows.length - start);
      answers.push(await this.#run(sliceRows(feeds, start, count), count));
    }
    return joined(answers);
  }

  async #run(feeds: Tensors, rows: number): Promise<Predictions> {
    return decodeOutputs(await this.#host.run(feeds), this.signature, rows);
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}

/** Exporters fix the batch at the one row of their example unless they are told otherwise. */
function takesOneRow({ inputs }: Signature): boolean {
  return inputs.some(({ shape }) => shape[0] === 1);
}

function sliceRows(feeds: Tensors, start: number, count: number): Tensors {
  return new Map(
    [...feeds].map(
      ([
        name,
        {
          type,
          data,
          dims: [rows = 1, ...sizes],
        },
      ]): [string, TensorParts] => {
        const width = data.length / rows;
        const [from, to] = [start * width, (start + count) * width];
        const part = Array.isArray(data) ? data.slice(from, to) : data.subarray(from, to);
        return [name, { type, data: part, dims: [count, ...sizes] }];
      },
    ),
  );
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
