import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { ColumnDecoder, DecodedArray, PageHeader } from 'hyparquet/src/types.js';
import { faultOfPage, faultOfRuns, type Page } from './check-page.ts';
import { decompress, isReadCodec } from './decompress.ts';
import type { PageRoom } from './page-room.ts';
import type { SpooledFile } from './spooled-file.ts';
import type { FlatColumn } from './table-schema.ts';

const firstWindow = 64 * 1024;
/** A header of more than this holds no statistics but a trap. */
const largestHeader = 16 * 1024 * 1024;

/** One column of one row group. */
export interface ColumnChunk {
  readonly column: FlatColumn;
  readonly metadata: ColumnMetaData;
  readonly rows: number;
}

/**
 * The values of a column in a row group, page after page; a dictionary is dereferenced. Every page is checked before it is
 * decoded: a decoder believes what it claims.
 * @throws Error that says what is wrong with the column.
 */
export async function* readPages(
  file: SpooledFile,
  { column, metadata, rows }: ColumnChunk,
  room: PageRoom,
): AsyncGenerator<DecodedArray, void, undefined> {
  const { codec } = metadata;
  if (!isReadCodec(codec)) throw new Error(`is compressed with ${codec}, which is not read`);
  const chunk = new ChunkReader(file, metadata);
  const decoder: ColumnDecoder = {
    ...metadata,
    pathInSchema: metadata.path_in_schema,
    element: column.element,
    schemaPath: [...column.schemaPath],
    parsers: DEFAULT_PARSERS,
  };
  let [left, kept] = [rows, 0];
  let dictionary: DecodedArray | undefined;
  try {
    while (left > 0) {
      const header = await chunk.header();
      if (header === undefined) throw new Error(`has ${rows - left} values for ${rows} rows`);
      const page = pageOf(header);
      const fault = faultOfPage(page, { bytes: chunk.left, rows: left });
      if (fault !== undefined) throw new Error(fault);
      const size = room.claim(page, metadata.type);
      const values = decode(header, page, await chunk.bytes(page.packed), { decoder, dictionary, column, metadata });
      if (page.isDictionary) {
        room.release(kept);
        [dictionary, kept] = [convert(values, decoder), size];
        continue;
      }
      if (values.length !== page.values) throw new Error(`has ${values.length} values in a page of ${page.values}`);
      left -= page.values;
      yield compact(values);
      room.release(size);
    }
  } finally {
    room.release(kept);
  }
}

interface Decoding {
  readonly decoder: ColumnDecoder;
  readonly dictionary: DecodedArray | undefined;
  readonly column: FlatColumn;
  readonly metadata: ColumnMetaData;
}

function decode(
  header: PageHeader,
  page: Page,
  bytes: Uint8Array,
  { decoder, dictionary, column, metadata }: Decoding,
): DecodedArray {
  const packed = bytes.subarray(page.levels);
  const isCompressed = header.data_page_header_v2?.is_compressed !== false;
  const content = isCompressed ? decompress(packed, metadata.codec, page.unpacked - page.levels) : packed;
  const fault = faultOfRuns(page, { levels: bytes.subarray(0, page.levels), content }, metadata, column.isNullable);
  if (fault !== undefined) throw new Error(fault);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const compressors = { [metadata.codec]: () => content };
  return readPage(reader, header, { ...decoder, compressors }, dictionary, undefined, 0).data ?? [];
}

/** Numbers take eight bytes each, outside the heap; NaN is as missing as null is. */
function compact(values: DecodedArray): DecodedArray {
  if (!Array.isArray(values)) return values;
  const numbers = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value: unknown = values[index] ?? Number.NaN;
    if (typeof value !== 'number') return values;
    numbers[index] = value;
  }
  return numbers;
}

function pageOf(header: PageHeader): Page {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const isDictionary = dictionary !== undefined;
  const claimed = dictionary ?? first ?? second;
  return {
    isDictionary,
    isSecondVersion: second !== undefined,
    values: claimed?.num_values ?? Number.NaN,
    nulls: second?.num_nulls ?? 0,
    encoding: String(claimed?.encoding),
    packed: header.compressed_page_size,
    unpacked: Number(header.uncompressed_page_size),
    levels: second ? second.definition_levels_byte_length + second.repetition_levels_byte_length : 0,
  };
}

/** Walks over the bytes of a column in a row group. */
class ChunkReader {
  readonly #file: SpooledFile;
  readonly #end: number;
  #at: number;
  #window = new Uint8Array();
  #windowStart = 0;

  constructor(file: SpooledFile, { dictionary_page_offset, data_page_offset, total_compressed_size }: ColumnMetaData) {
    this.#file = file;
    this.#at = Number(dictionary_page_offset || data_page_offset);
    this.#end = this.#at + Number(total_compressed_size);
    if (!(this.#at >= 0 && this.#end >= this.#at && this.#end <= file.size)) throw new Error('points outside the file');
  }

  /** Bytes of the column that were not read yet. */
  get left(): number {
    return this.#end - this.#at;
  }

  /** Undefined at the end. @throws RangeError or what the format's reader says when there is none. */
  async header(): Promise<PageHeader | undefined> {
    if (this.left <= 0) return undefined;
    for (let size = firstWindow; ; size *= 8) {
      const bytes = await this.#peek(Math.min(size, this.left));
      const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
      try {
        const header = parquetHeader(reader);
        this.#at += reader.offset;
        return header;
      } catch (cause) {
        if (size >= this.left || size >= largestHeader) throw cause;
      }
    }
  }

  /** The window is let go: the bytes of an open page are memory enough. */
  async bytes(length: number): Promise<Uint8Array> {
    const start = this.#at;
    this.#at += length;
    const isInWindow = start + length <= this.#windowStart + this.#window.length;
    if (isInWindow) return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + length);
    this.#window = new Uint8Array();
    return await this.#file.read(start, length);
  }

  async #peek(length: number): Promise<Uint8Array> {
    const start = this.#at - this.#windowStart;
    if (start < 0 || start + length > this.#window.length) {
      this.#window = await this.#file.read(this.#at, length);
      this.#windowStart = this.#at;
      return this.#window;
    }
    return this.#window.subarray(start, start + length);
  }
}
