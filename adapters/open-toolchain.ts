import type { Toolchain } from '../core/context.ts';

/** Heavy adapters, each loaded when it is first used, so that commands which only read start in the time that Node takes. */
export function openToolchain(): Toolchain {
  return {
    converter: {
      inspect: async (...args) => (await import('./onnx/model-converter.ts')).modelConverter.inspect(...args),
      convert: async (...args) => (await import('./onnx/model-converter.ts')).modelConverter.convert(...args),
    },
    runtime: { load: async (model) => (await import('./onnx/onnx-runtime.ts')).onnxRuntime.load(model) },
    datasets: { open: async (...args) => (await import('./csv/csv-dataset.ts')).csvReader.open(...args) },
  };
}
