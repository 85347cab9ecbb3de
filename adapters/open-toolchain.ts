import type { Toolchain } from '../core/context.ts';
import type { IsolatedHost } from './onnx/isolated-host.ts';

type OpenHost = (signal?: AbortSignal) => IsolatedHost;

export interface ToolchainOptions {
  /** Gives `MERGELINE_MODEL_TIMEOUT`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends every model that runs. */
  readonly signal?: AbortSignal;
  /** It is certain that a model runs: where it will, makes itself ready at once. */
  readonly runsModel?: boolean;
}

/** Heavy adapters, each loaded when it is first used, so that commands which only read start in the time that Node takes. */
export function openToolchain(options: ToolchainOptions = {}): Toolchain {
  let hosts: Promise<OpenHost> | undefined;
  const isolatedHosts = () => {
    hosts ??= openHosts(options);
    return hosts;
  };
  // Whoever asks for a host is told what went wrong.
  if (options.runsModel) isolatedHosts().catch(() => undefined);
  const converter = async () => {
    const [{ modelConverterWith }, { probeTime }, { modelTimeout }, openHost] = await Promise.all([
      import('./onnx/model-converter.ts'),
      import('./onnx/probe-model.ts'),
      import('./onnx/model-timeout.ts'),
      isolatedHosts(),
    ]);
    return modelConverterWith(openHost, { patience: modelTimeout(options.env ?? {}, probeTime) });
  };
  const runtime = async () => {
    const [{ onnxRuntimeIn }, openHost] = await Promise.all([import('./onnx/onnx-runtime.ts'), isolatedHosts()]);
    return onnxRuntimeIn(openHost);
  };
  return {
    converter: {
      inspect: async (...args) => (await converter()).inspect(...args),
      convert: async (...args) => (await converter()).convert(...args),
    },
    runtime: { load: async (model) => (await runtime()).load(model) },
    datasets: { open: async (...args) => (await import('./dataset-reader.ts')).datasetReader.open(...args) },
  };
}

/** A model that is tried out may be anybody's, so none runs in this process. */
async function openHosts({ env = {}, signal: whole, runsModel }: ToolchainOptions): Promise<OpenHost> {
  const [{ IsolatedHost, defaultHostLimits }, { modelTimeout }] = await Promise.all([
    import('./onnx/isolated-host.ts'),
    import('./onnx/model-timeout.ts'),
  ]);
  const limits = { ...defaultHostLimits, milliseconds: modelTimeout(env, defaultHostLimits.milliseconds) };
  const start = (signal = whole) => new IsolatedHost({ limits, signal });
  const ready = runsModel ? [start()] : [];
  return (signal) => ready.pop() ?? start(signal);
}
