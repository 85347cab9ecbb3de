import type { Digest } from '../domain/digest.ts';
import type { Cell } from '../domain/row.ts';
import type { OpenBytes } from './artifact-store.ts';

export type { Cell } from '../domain/row.ts';

/** The bytes of a data set; `name` is how people know them in messages: `test.csv`. */
export interface DatasetSource {
  readonly name: string;
  readonly open: OpenBytes;
}

/** A data set and the column that holds the truth. */
export interface LabelledData {
  readonly source: DatasetSource;
  readonly target: string;
  /** Columns for whose values the metrics are computed apart. */
  readonly slices?: readonly string[];
}

export type ColumnKind = 'number' | 'boolean' | 'string';

export interface Column {
  readonly name: string;
  /** What every value of the column is; `string` when they differ. */
  readonly kind: ColumnKind;
  /** In how many rows there is no value. */
  readonly missing: number;
  /** The first of these rows, counted from 1. */
  readonly firstMissing?: number;
}

/** A column to read; `kind` reads its text otherwise than the reader found it: labels `1` of a model whose classes are texts. */
export interface ColumnChoice {
  readonly name: string;
  readonly kind?: ColumnKind;
}

export interface DatasetBatch {
  /** Each with one cell for each chosen column, in the order of the choice. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface BatchOptions {
  /** Rows in a batch, 1024 when absent; the last one may have fewer. */
  readonly size?: number;
  readonly signal?: AbortSignal;
}

/** A table whose rows stay outside memory. */
export interface Dataset {
  readonly name: string;
  readonly digest: Digest;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Names of columns that cannot be read, because they hold lists, maps or records. */
  readonly nested?: readonly string[];
  /**
   * Reads the rows from the start, at every call.
   * @throws MergelineError `INPUT_INVALID` for a column that there is not, or a value that is not of the kind asked for
   * (with its line); `DIGEST_MISMATCH` when the bytes are no longer those of `digest`.
   */
  batches(columns: readonly ColumnChoice[], options?: BatchOptions): AsyncIterable<DatasetBatch>;
  /** Nothing can be read from then on. */
  close(): Promise<void>;
}

export interface DatasetReader {
  /**
   * Reads the source once to its end: digest, rows and kinds are facts about every row.
   * @throws MergelineError `INPUT_INVALID` with every fault found and its line.
   */
  open(source: DatasetSource, options?: { readonly signal?: AbortSignal }): Promise<Dataset>;
}
