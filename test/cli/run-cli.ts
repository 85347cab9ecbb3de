import { Readable } from 'node:stream';
import type { Environment, Host, Product, Terminal } from '../../cli/host.ts';
import { run } from '../../cli/run.ts';
import { type Call, type FakeRegistry, fakeRegistry } from './fake-registry.ts';

export interface CliOptions {
  readonly registry?: FakeRegistry;
  readonly product?: Partial<Product>;
  readonly cwd?: string;
  readonly env?: Environment;
  readonly tty?: boolean;
  readonly stdin?: string | Iterable<Uint8Array>;
  readonly signal?: AbortSignal;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly Call[];
  /** What the registry was opened with. */
  readonly opened: readonly { readonly address: string; readonly actor: string | undefined }[];
}

/** Runs the command line in this process on a fake registry, as a person would on a pipe (or a terminal). */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const registry = options.registry ?? fakeRegistry();
  const opened: { address: string; actor: string | undefined }[] = [];
  const [stdout, stderr] = [new Screen(options.tty), new Screen(options.tty)];
  const host: Host = {
    cwd: options.cwd ?? '/nowhere',
    env: { MERGELINE_REGISTRY: '/registry', ...options.env },
    stdin: typeof options.stdin === 'object' ? Readable.from(options.stdin) : Readable.from([options.stdin ?? '']),
    stdout,
    stderr,
    signal: options.signal ?? new AbortController().signal,
    product: {
      async openRegistry(address, { actor }) {
        opened.push({ address, actor });
        return registry;
      },
      initRegistry: () => Promise.reject(new Error('nobody asked for a new registry')),
      openToolchain: () => Promise.reject(new Error('nobody asked for the toolchain')),
      superviseServer: () => Promise.reject(new Error('nobody asked for a server')),
      ...options.product,
    },
  };
  const code = await run(words, host);
  return { code, stdout: stdout.text, stderr: stderr.text, calls: registry.calls, opened };
}

class Screen implements Terminal {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = '';

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}
