import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { MergelineError } from '../../core/errors.ts';

export type { InferenceSession } from 'onnxruntime-node';

/** Weights that the ONNX file keeps outside itself, by the path that it gives them. */
export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
}

/** What a tensor is made of: the arguments of onnxruntime's `Tensor`. */
export interface TensorParts {
  readonly type: Tensor.Type;
  readonly data: Tensor.DataType;
  readonly dims: readonly number[];
}

/**
 * One thread per session: on models of this size a second one spins and slows the process down; scale by processes.
 * @throws MergelineError `MODEL_UNREADABLE` with ONNX Runtime's reason when it refuses the model.
 */
export async function openSession(
  model: Uint8Array,
  externalData: readonly ExternalData[] = [],
): Promise<InferenceSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  try {
    return await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 4,
      externalData,
    });
  } catch (cause) {
    throw new MergelineError('MODEL_UNREADABLE', `ONNX Runtime cannot load the model: ${reasonOf(cause)}`, { cause });
  }
}

/** @throws MergelineError `INPUT_INVALID` with ONNX Runtime's reason when the model fails on these values. */
export async function runSession(
  session: InferenceSession,
  feeds: ReadonlyMap<string, TensorParts>,
): Promise<ReadonlyMap<string, Tensor>> {
  const { Tensor } = await import('onnxruntime-node');
  const tensors = Object.fromEntries(
    [...feeds].map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]),
  );
  try {
    const results = await session.run(tensors);
    return new Map(session.outputNames.map((name) => [name, results[name] as Tensor]));
  } catch (cause) {
    throw new MergelineError('INPUT_INVALID', `The model fails on these rows: ${reasonOf(cause)}`, { cause });
  }
}

/** ONNX Runtime's messages repeat file and line of its own sources; the sentence is after them. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (text.split('\n')[0] ?? text).replace(/^.*?Status Message: /, '').slice(0, 300);
}
