import { constants } from 'node:os';
import type { Terminal } from './host.ts';
import { run } from './run.ts';

/** A reader that has seen enough (`mergeline list | head`) is no failure. */
function endOnClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode);
    throw error;
  });
}

function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns || 100,
    write: (text) => void stream.write(text),
  };
}

/** Milliseconds in which a signal is the same one: a terminal sends it to the whole group, and whoever started us forwards it. */
const echo = 500;

/** The first signal asks the run to end, the second does not ask. */
function endOnSignals(): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const asked = controller.signal.aborted;
      if (asked && performance.now() - askedAt > echo) process.exit(128 + constants.signals[name]);
      if (asked) return;
      askedAt = performance.now();
      controller.abort(name);
    });
  }
  return controller.signal;
}

endOnClosedPipe(process.stdout);
endOnClosedPipe(process.stderr);
const signal = endOnSignals();
process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  stdout: terminalOf(process.stdout),
  stderr: terminalOf(process.stderr),
  signal,
  product: {
    openRegistry: async (address, options) =>
      (await import('../adapters/open-registry.ts')).openRegistry(address, options),
    initRegistry: async (folder, options) =>
      (await import('../adapters/init-registry.ts')).initRegistry(folder, options),
    openToolchain: async () => (await import('../adapters/open-toolchain.ts')).openToolchain(),
    openRuntime: async () => (await import('../adapters/onnx/onnx-runtime.ts')).onnxRuntime,
    startPredictionServer: async (options) =>
      (await import('../serving/start-prediction-server.ts')).startPredictionServer(options),
  },
});
// Work that did not look at the signal may hold the process open.
if (signal.aborted) process.exit();
