import type { InferenceSession } from 'onnxruntime-node';
import { MergelineError } from '../../core/errors.ts';
import type { ExternalData, ModelHost, TensorParts, Tensors } from './model-host.ts';

/**
 * Runs a model in this process, whose JavaScript stands still meanwhile: ONNX Runtime cannot be interrupted.
 *
 * One thread per model: on models of this size a second one spins and slows the process down; scale by processes.
 */
export class LocalHost implements ModelHost {
  readonly #runtime = import('onnxruntime-node');
  #session: InferenceSession | undefined;

  constructor() {
    // Whoever loads or runs a model is told of it.
    this.#runtime.catch(() => undefined);
  }

  async load(model: Uint8Array, externalData: readonly ExternalData[] = []): Promise<readonly string[]> {
    const { InferenceSession } = await this.#runtime;
    try {
      this.#session = await InferenceSession.create(model, {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        logSeverityLevel: 4,
        externalData,
      });
      return this.#session.inputNames;
    } catch (cause) {
      throw new MergelineError('MODEL_UNREADABLE', `ONNX Runtime cannot load the model: ${reasonOf(cause)}`, { cause });
    }
  }

  async run(feeds: Tensors): Promise<Tensors> {
    const session = this.#session;
    if (session === undefined) throw new MergelineError('INTERNAL', 'No model was loaded.');
    const { Tensor } = await this.#runtime;
    const inputs = Object.fromEntries(
      [...feeds].map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]),
    );
    try {
      const outputs = await session.run(inputs);
      return new Map(session.outputNames.map((name) => [name, outputs[name] as TensorParts]));
    } catch (cause) {
      throw new MergelineError('INPUT_INVALID', `The model fails on these rows: ${reasonOf(cause)}`, { cause });
    }
  }

  async close(): Promise<void> {
    await this.#session?.release();
    this.#session = undefined;
  }
}

/** ONNX Runtime's messages begin with file, line and function of its own sources; the sentence is after them. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [line = text] = text.split('\n');
  return line
    .replace(/^.*?Status Message: /, '')
    .replace(/^\S+\.(?:cc|h):\d+ .*?\) /, '')
    .slice(0, 300);
}
