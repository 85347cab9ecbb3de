import { memoryModelRuntime } from '../../adapters/memory/memory-model-runtime.ts';
import { IsolatedHost } from '../../adapters/onnx/isolated-host.ts';
import { onnxRuntime, onnxRuntimeIn } from '../../adapters/onnx/onnx-runtime.ts';
import { emitOnnx } from '../../conversion/emit/onnx.ts';
import type { Head } from '../../conversion/ir.ts';
import { describeModelRuntime, type LinearSubject } from './model-runtime.contract.ts';

describeModelRuntime('memory', {
  runtime: memoryModelRuntime,
  path: 'model.json',
  write: ({ coefficients, intercepts }) => Buffer.from(JSON.stringify({ coefficients, intercepts })),
});

describeModelRuntime('ONNX Runtime', { runtime: onnxRuntime, path: 'model.onnx', write: writeOnnx });

describeModelRuntime('ONNX Runtime in a process of its own', {
  runtime: onnxRuntimeIn(() => new IsolatedHost()),
  path: 'model.onnx',
  write: writeOnnx,
});

function writeOnnx({ coefficients, intercepts, classes }: LinearSubject): Uint8Array {
  const width = coefficients[0]?.length ?? 0;
  const scores = {
    outputs: coefficients.length,
    inputs: width,
    weights: Float64Array.from(coefficients.flat()),
    intercepts: Float64Array.from(intercepts),
  };
  const head: Head =
    classes === undefined
      ? { kind: 'linear-regressor', scores }
      : { kind: 'linear-classifier', scores, classes: { type: 'string', values: classes }, link: 'softmax' };
  return emitOnnx({ input: { width }, transforms: [], head }, {});
}
