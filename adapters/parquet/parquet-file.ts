import { createHash } from 'node:crypto';
import { type ColumnMetaData, type FileMetaData, parquetMetadata } from 'hyparquet';
import type { DecodedArray } from 'hyparquet/src/types.js';
import type { Digest } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';
import { readPages } from './column-pages.ts';
import { PageRoom } from './page-room.ts';
import { SpooledFile } from './spooled-file.ts';
import { schemaOf, type TableSchema } from './table-schema.ts';

const largestFooter = 16 * 1024 * 1024;
/** The length of the footer and the magic number. */
const trailer = 8;

/** A Parquet file whose description was read and whose pages are read when they are wanted. */
export class ParquetFile {
  readonly name: string;
  readonly digest: Digest;
  readonly schema: TableSchema;
  /** Of each row group. */
  readonly groups: readonly number[];
  readonly #file: SpooledFile;
  readonly #chunks: readonly ReadonlyMap<string, ColumnMetaData>[];

  private constructor(name: string, digest: Digest, file: SpooledFile, metadata: FileMetaData) {
    this.name = name;
    this.digest = digest;
    this.schema = schemaOf(metadata);
    this.groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
    this.#file = file;
    this.#chunks = metadata.row_groups.map(
      ({ columns }) =>
        new Map(columns.flatMap(({ meta_data: it }) => (it === undefined ? [] : [[it.path_in_schema.join('.'), it]]))),
    );
  }

  /** @throws MergelineError `INPUT_INVALID` for bytes that are no Parquet file, or more than are read. */
  static async open({ name, open }: DatasetSource, signal: AbortSignal | undefined): Promise<ParquetFile> {
    const hash = createHash('sha256');
    const file = await SpooledFile.write(open, { hash, signal });
    try {
      return new ParquetFile(name, `sha256:${hash.digest('hex')}`, file, await readMetadata(file));
    } catch (cause) {
      await file.close();
      throw unreadable(name, textOf(cause), cause);
    }
  }

  /**
   * The values of a column in a row group, page after page.
   * @throws MergelineError `INPUT_INVALID` for pages that cannot be decoded.
   */
  async *pages(column: string, group: number, room = new PageRoom()): AsyncGenerator<DecodedArray, void, undefined> {
    const known = this.schema.columns.get(column);
    const metadata = this.#chunks[group]?.get(column);
    if (known === undefined || metadata === undefined) return;
    try {
      yield* readPages(this.#file, { column: known, metadata, rows: this.groups[group] ?? 0 }, room);
    } catch (cause) {
      const place = `row group ${group + 1}, column ${JSON.stringify(column)}`;
      throw unreadable(this.name, `${place} ${textOf(cause)}`, cause);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function readMetadata(file: SpooledFile): Promise<FileMetaData> {
  const end = await file.read(Math.max(0, file.size - trailer), trailer);
  const length = end.length < trailer ? 0 : new DataView(end.buffer).getUint32(0, true);
  if (length > largestFooter && length <= file.size) {
    throw new Error(`its footer has ${length} bytes; up to ${largestFooter / 2 ** 20} MiB are read`);
  }
  const whole = Math.min(file.size, length + trailer);
  return parquetMetadata((await file.read(file.size - whole, whole)).buffer, { geoparquet: false });
}

function unreadable(name: string, fault: string, cause: unknown): MergelineError {
  return new MergelineError('INPUT_INVALID', `${name} cannot be read as Parquet: ${fault}.`, {
    hint: 'Write it again with pandas.DataFrame.to_parquet(…), whose defaults are read, or as CSV.',
    cause,
  });
}

function textOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
}
