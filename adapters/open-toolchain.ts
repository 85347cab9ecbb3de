import type { Toolchain } from '../core/context.ts';
import type { ModelConverter, ModelRuntime } from '../core/ports/model-toolchain.ts';
import type { IsolatedHost } from './onnx/isolated-host.ts';

export interface ToolchainOptions {
  /** Gives `MERGELINE_MODEL_TIMEOUT`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends every model that runs. */
  readonly signal?: AbortSignal;
}

/** Heavy adapters, each loaded when it is first used, so that commands which only read start in the time that Node takes. */
export function openToolchain(options: ToolchainOptions = {}): Toolchain {
  return {
    converter: {
      inspect: async (...args) => (await converterWith(options)).inspect(...args),
      convert: async (...args) => (await converterWith(options)).convert(...args),
    },
    runtime: { load: async (model) => (await runtimeWith(options)).load(model) },
    datasets: { open: async (...args) => (await import('./csv/csv-dataset.ts')).csvReader.open(...args) },
  };
}

async function converterWith(options: ToolchainOptions): Promise<ModelConverter> {
  const [{ modelConverterWith }, openHost] = await Promise.all([
    import('./onnx/model-converter.ts'),
    isolatedHosts(options),
  ]);
  return modelConverterWith(openHost);
}

async function runtimeWith(options: ToolchainOptions): Promise<ModelRuntime> {
  const [{ onnxRuntimeIn }, openHost] = await Promise.all([import('./onnx/onnx-runtime.ts'), isolatedHosts(options)]);
  return onnxRuntimeIn(openHost);
}

/** A model that is tried out may be anybody's, so none runs in this process. */
async function isolatedHosts({
  env = {},
  signal: whole,
}: ToolchainOptions): Promise<(signal?: AbortSignal) => IsolatedHost> {
  const [{ IsolatedHost, defaultHostLimits }, { modelTimeout }] = await Promise.all([
    import('./onnx/isolated-host.ts'),
    import('./onnx/model-timeout.ts'),
  ]);
  const milliseconds = modelTimeout(env, defaultHostLimits.milliseconds);
  const limits = { ...defaultHostLimits, milliseconds };
  return (signal = whole) => new IsolatedHost({ limits, signal });
}
