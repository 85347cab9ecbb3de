import type { Readable } from 'node:stream';
import type { Registry } from '../core/registry.ts';
import type { Environment, OpenOptions, Product } from './host.ts';
import type { Progress } from './progress.ts';

/** What a command works with. */
export interface Context {
  readonly cwd: string;
  readonly env: Environment;
  readonly stdin: Readable;
  /** Aborted when somebody asks the run to end. */
  readonly signal: AbortSignal;
  readonly product: Product;
  readonly progress: Progress;
  /** The options that every door of the product takes. */
  readonly openOptions: OpenOptions;
  /**
   * The registry that `--registry`, the environment or the current directory names; opened once, closed by whoever runs the command.
   * @throws MergelineError `NOT_A_REGISTRY`
   */
  registry(options?: Pick<OpenOptions, 'runsModel'>): Promise<Registry>;
}
