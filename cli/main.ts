import type { Terminal } from './host.ts';
import { exitCodeOfSignal, run } from './run.ts';

/** Opened when it is first used: each of the two streams takes a millisecond. */
class StandardStream implements Terminal {
  readonly #name: 'stdout' | 'stderr';
  #stream: NodeJS.WriteStream | undefined;

  constructor(name: 'stdout' | 'stderr') {
    this.#name = name;
  }

  get isTTY(): boolean {
    return this.#open().isTTY === true;
  }

  get columns(): number {
    return this.#open().columns || 80;
  }

  write(text: string): void {
    this.#open().write(text);
  }

  #open(): NodeJS.WriteStream {
    this.#stream ??= process[this.#name].on('error', endOnClosedPipe);
    return this.#stream;
  }
}

/** A reader that has seen enough (`mergeline list | head`) is no failure. */
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
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
      if (asked && performance.now() - askedAt > echo) process.exit(exitCodeOfSignal[name]);
      if (asked) return;
      askedAt = performance.now();
      controller.abort(name);
    });
  }
  return controller.signal;
}

const signal = endOnSignals();
process.exitCode = await run(process.argv.slice(2), {
  // Read when it is needed: a command that needs none works also where the directory is gone.
  get cwd() {
    return process.cwd();
  },
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  stdout: new StandardStream('stdout'),
  stderr: new StandardStream('stderr'),
  signal,
  product: {
    openRegistry: async (address, options) =>
      (await import('../adapters/open-registry.ts')).openRegistry(address, options),
    initRegistry: async (folder, options) =>
      (await import('../adapters/init-registry.ts')).initRegistry(folder, options),
    openToolchain: async (options) => (await import('../adapters/open-toolchain.ts')).openToolchain(options),
    superviseServer: async (options) =>
      (await import('../serving/supervisor/supervise-server.ts')).superviseServer(options),
  },
});
// Work that did not look at the signal may hold the process open.
if (signal.aborted) process.exit();
