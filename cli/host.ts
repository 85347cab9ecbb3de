import type { Readable } from 'node:stream';
import type { ModelConverter } from '../core/ports/model-toolchain.ts';
import type { Registry } from '../core/registry.ts';

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
  /** What reads model files where there is no registry. */
  openToolchain(): Promise<{ readonly converter: ModelConverter }>;
}

export interface InitOptions extends OpenOptions {
  /** `oci-layout:<dir>`, `lfs` or `oci://host/path`; an OCI layout in the Git common directory when absent. */
  readonly store?: string;
  readonly dryRun?: boolean;
}

export interface InitAnswer {
  /** Where the registry is now, as `--registry` takes it. */
  readonly address: string;
  readonly branch: string;
  readonly commit: string | null;
  readonly files: readonly string[];
  /** False when there was a registry already. */
  readonly created: boolean;
  readonly warnings: readonly string[];
}

export interface OpenOptions {
  /** Who acts, where somebody said so. */
  readonly actor?: string;
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
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
