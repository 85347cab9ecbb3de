import { createHash } from 'node:crypto';
import { type FileMetaData, parquetMetadata, parquetScan, parquetSchema } from 'hyparquet';
import { suggestName } from '../../core/domain/closest-name.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { Cell } from '../../core/domain/row.ts';
import { MergelineError } from '../../core/errors.ts';
import type {
  BatchOptions,
  Column,
  ColumnChoice,
  ColumnKind,
  Dataset,
  DatasetBatch,
  DatasetReader,
  DatasetSource,
} from '../../core/ports/dataset.ts';
import { cellOf, kindOfCells } from './cells.ts';
import { faultOfPages } from './check-pages.ts';
import { compressors } from './decompress.ts';

/** The compressed file stays in memory; its rows are decoded one row group after the other. */
const largestFile = 512 * 1024 * 1024;
const defaultBatchSize = 1024;

/** Reads Parquet files of flat columns: numbers, texts, truth values and dates, compressed with Snappy, gzip or Zstandard. */
export const parquetReader: DatasetReader = {
  async open(source, { signal } = {}) {
    const { bytes, digest } = await readWhole(source, signal);
    const metadata = decoded(source.name, () => parquetMetadata(bytes, { geoparquet: false }));
    const flat = decoded(source.name, () => flatColumnsOf(metadata));
    const fault = decoded(source.name, () => faultOfPages(bytes, metadata, flat));
    if (fault !== undefined) throw unreadable(source.name, fault);
    const file = new ParquetFile(source.name, bytes, metadata);
    const columns: Column[] = [];
    for (const name of flat.keys()) columns.push(await describe(file, name));
    return new ParquetDataset(file, digest, columns);
  },
};

class ParquetFile {
  readonly name: string;
  readonly metadata: FileMetaData;
  readonly #buffer: { readonly byteLength: number; slice(start: number, end?: number): ArrayBuffer };

  constructor(name: string, bytes: Uint8Array<ArrayBuffer>, metadata: FileMetaData) {
    this.name = name;
    this.metadata = metadata;
    this.#buffer = {
      byteLength: bytes.length,
      slice: (start, end) => bytes.slice(start, end).buffer,
    };
  }

  /** The values of one column in one row group after the other. */
  async *groupsOf(column: string): AsyncGenerator<ArrayLike<unknown>> {
    let rowStart = 0;
    for (const group of this.metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      yield await this.read(column, rowStart, rowEnd);
      rowStart = rowEnd;
    }
  }

  async read(column: string, rowStart: number, rowEnd: number): Promise<ArrayLike<unknown>> {
    if (rowStart === rowEnd) return [];
    const options = { file: this.#buffer, metadata: this.metadata, columns: [column], rowStart, rowEnd, compressors };
    try {
      const scan = await parquetScan({ ...options, useOffsetIndex: false, geoparquet: false });
      return await scan.readColumn({ column, rowStart, rowEnd });
    } catch (cause) {
      throw unreadable(this.name, `the column ${JSON.stringify(column)} cannot be decoded: ${textOf(cause)}`, cause);
    }
  }
}

class ParquetDataset implements Dataset {
  readonly digest: Digest;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly #file: ParquetFile;

  constructor(file: ParquetFile, digest: Digest, columns: readonly Column[]) {
    this.#file = file;
    this.digest = digest;
    this.rows = Number(file.metadata.num_rows);
    this.columns = columns;
  }

  get name(): string {
    return this.#file.name;
  }

  async *batches(
    choices: readonly ColumnChoice[],
    { size = defaultBatchSize, signal }: BatchOptions = {},
  ): AsyncGenerator<DatasetBatch> {
    const picks = choices.map((choice) => this.#pick(choice));
    let first = 0;
    for (const group of this.#file.metadata.row_groups) {
      const end = first + Number(group.num_rows);
      const values: ArrayLike<unknown>[] = [];
      for (const { name } of picks) values.push(await this.#file.read(name, first, end));
      for (let start = first; start < end; start += size) {
        signal?.throwIfAborted();
        const count = Math.min(size, end - start);
        const rowAt = (row: number) => picks.map((pick, place) => this.#cell(values[place]?.[row - first], pick, row));
        yield { rows: Array.from({ length: count }, (_, offset) => rowAt(start + offset)) };
      }
      first = end;
    }
  }

  #pick({ name, kind }: ColumnChoice): { readonly name: string; readonly kind: ColumnKind } {
    const column = this.columns.find((it) => it.name === name);
    if (column) return { name, kind: kind ?? column.kind };
    const names = this.columns.map((it) => it.name);
    throw new MergelineError('INPUT_INVALID', `${this.name} has no column ${JSON.stringify(name)}.`, {
      hint: suggestName(name, names),
    });
  }

  #cell(value: unknown, { name, kind }: { readonly name: string; readonly kind: ColumnKind }, row: number): Cell {
    const cell = cellOf(value, kind);
    if (cell !== undefined) return cell;
    throw new MergelineError('INPUT_INVALID', `${this.name}: ${name} of row ${row + 1} is no ${kind}.`);
  }
}

/** Columns that hold one value, or none, in each row. */
function flatColumnsOf(metadata: FileMetaData): ReadonlyMap<string, { readonly isNullable: boolean }> {
  const columns = new Map<string, { readonly isNullable: boolean }>();
  for (const { element, children } of parquetSchema(metadata).children) {
    if (columns.has(element.name)) throw new Error(`the column ${JSON.stringify(element.name)} is there twice`);
    const isFlat = children.length === 0 && element.repetition_type !== 'REPEATED';
    if (isFlat) columns.set(element.name, { isNullable: element.repetition_type === 'OPTIONAL' });
  }
  return columns;
}

async function describe(file: ParquetFile, name: string): Promise<Column> {
  const kinds = new Set<ColumnKind>();
  let missing = 0;
  for await (const values of file.groupsOf(name)) {
    const found = kindOfCells(values);
    missing += found.missing;
    for (const kind of found.kinds) kinds.add(kind);
  }
  const [only = 'string'] = kinds;
  return { name, kind: kinds.size === 1 ? only : 'string', missing };
}

async function readWhole({ name, open }: DatasetSource, signal: AbortSignal | undefined) {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of open()) {
    signal?.throwIfAborted();
    size += chunk.length;
    if (size > largestFile) throw unreadable(name, 'is larger than 512 MiB; split it, or write it as CSV');
    hash.update(chunk);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes, digest: `sha256:${hash.digest('hex')}` as Digest };
}

function decoded<T>(name: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw unreadable(name, textOf(cause), cause);
  }
}

function unreadable(name: string, fault: string, cause?: unknown): MergelineError {
  return new MergelineError('INPUT_INVALID', `${name} cannot be read as Parquet: ${fault}.`, {
    hint: 'Write it again with pandas.DataFrame.to_parquet, or as CSV.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function textOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
}
