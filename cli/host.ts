import type { Readable } from 'node:stream';
import type { InitAnswer, InitOptions } from '../adapters/init-registry.ts';
import type { Toolchain } from '../core/context.ts';
import type { Moment } from '../core/reading/moment.ts';
import type { Registry } from '../core/registry.ts';
import type { SupervisedServer, SupervisionOptions } from '../serving/supervisor/supervise-server.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One of the two streams that a command writes to. */
export interface Terminal {
  readonly isTTY: boolean;
  /** Characters in a line. */
  readonly columns: number;
  write(text: string): void;
}

/** What the command line needs of the product; every door loads its code when it is first used. */
export interface Product {
  openRegistry(address: string, options: OpenOptions): Promise<Registry>;
  initRegistry(folder: string, options: InitOptions): Promise<InitAnswer>;
  /** What reads, runs and measures model files; needs no registry. */
  openToolchain(options: Pick<OpenOptions, 'env' | 'signal'>): Promise<Toolchain>;
  /** Serves models from a process of its own. */
  superviseServer(options: SupervisionOptions): Promise<SupervisedServer>;
}

export interface OpenOptions {
  /** Who acts, where somebody said so. */
  readonly actor?: string;
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
  /** It is certain that a model runs: where it will, makes itself ready while the registry is opened. */
  readonly runsModel?: boolean;
  /** Told which state of the registry an answer is about, whenever another than the present one is asked for. */
  readonly onMoment?: (moment: Moment) => void;
}

/** The machine as one run of the command sees it. */
export interface Host {
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Aborted when somebody asks the run to end. */
  readonly signal: AbortSignal;
  readonly product: Product;
}
