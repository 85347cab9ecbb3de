import type { Tensor } from 'onnxruntime-node';

/** What a tensor is made of: the arguments of onnxruntime's `Tensor`. */
export interface TensorParts {
  readonly type: Tensor.Type;
  readonly data: Tensor.DataType;
  readonly dims: readonly number[];
}

/** Tensors by the names that the model gives its inputs or outputs. */
export type Tensors = ReadonlyMap<string, TensorParts>;

/** Weights that the ONNX file keeps outside itself, by the path that it gives them. */
export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
}

/** A place where one ONNX model runs. It makes itself ready while the model's bytes are still on their way. */
export interface ModelHost {
  /**
   * @returns the names of the model's inputs.
   * @throws MergelineError `MODEL_UNREADABLE` with ONNX Runtime's reason when it refuses the model.
   */
  load(model: Uint8Array, externalData?: readonly ExternalData[]): Promise<readonly string[]>;
  /** @throws MergelineError `INPUT_INVALID` with ONNX Runtime's reason when the model fails on these values. */
  run(feeds: Tensors): Promise<Tensors>;
  close(): Promise<void>;
}
