import type { ColumnMetaData, FileMetaData, RowGroup } from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { areRunsWithin, type PagePart } from './check-runs.ts';
import { compressors } from './decompress.ts';

/** A group is read as a whole: what it takes decompressed, and how many rows it has, is bounded. */
const largestGroup = 512 * 1024 * 1024;
const mostRowsInGroup = 4 * 1024 * 1024;

/** By their numbers in the format. Of other encodings few bytes can become any number of values. */
const encodings = { plain: 0, plainDictionary: 2, rle: 3, rleDictionary: 8 } as const;
const readEncodings: ReadonlySet<unknown> = new Set(Object.values(encodings));

/** A page as its header tells: what a reader makes room for. */
interface Page {
  readonly values: number;
  readonly encoding: number;
  readonly unpacked: number;
  readonly bytes: Uint8Array;
  /** Of a page of the second version, whose levels lie before the compressed part. */
  readonly levels?: { readonly length: number; readonly compressed: boolean };
}

/**
 * Walks over all pages before anything is decoded, because a decoder believes what they claim: each column of a group
 * may hold as many values as the group has rows, in runs no longer than that, and no more bytes than the limit.
 * @param columns those that are read, and whether their pages begin with a level for each value.
 * @returns what is wrong; undefined for a file that may be decoded.
 */
export function faultOfPages(
  bytes: Uint8Array,
  { row_groups: groups, num_rows: rows }: FileMetaData,
  columns: ReadonlyMap<string, { readonly isNullable: boolean }>,
): string | undefined {
  if (groups.reduce((sum, group) => sum + group.num_rows, 0n) !== rows)
    return 'its row groups do not add up to its rows';
  for (const [index, group] of groups.entries()) {
    const fault = faultOfGroup(bytes, group, columns);
    if (fault !== undefined) return `row group ${index + 1} ${fault}`;
  }
  return undefined;
}

function faultOfGroup(
  bytes: Uint8Array,
  group: RowGroup,
  columns: ReadonlyMap<string, { readonly isNullable: boolean }>,
): string | undefined {
  const rows = Number(group.num_rows);
  if (!(rows >= 0 && rows <= mostRowsInGroup)) return `has ${group.num_rows} rows; at most ${mostRowsInGroup} are read`;
  let room = largestGroup;
  for (const { meta_data: column } of group.columns) {
    if (column === undefined) return 'has a column without a description';
    const [name = '', ...inner] = column.path_in_schema;
    const known = columns.get(name);
    // A column of lists or records is not read.
    if (known === undefined) continue;
    if (inner.length > 0) return `has other columns than the schema in ${name}`;
    const size = sizeOfColumn(bytes, column, rows, { ...known, room });
    if (typeof size === 'string') return `${size} in the column ${name}`;
    room -= size;
  }
  return undefined;
}

/** The bytes that the column takes decompressed, or what is wrong with it. */
function sizeOfColumn(
  bytes: Uint8Array,
  column: ColumnMetaData,
  rows: number,
  { isNullable, room }: { readonly isNullable: boolean; readonly room: number },
): number | string {
  const reader = chunkOf(bytes, column);
  if (reader === undefined) return 'points outside the file';
  let [size, values] = [0, 0];
  while (values < rows && reader.offset < reader.view.byteLength) {
    const { page, isData } = readPage(reader);
    if (page === undefined) return 'has a page without a size';
    if (page.values > rows) return `has a page of ${page.values} values for ${rows} rows`;
    size += Math.max(page.unpacked, 8 * page.values);
    if (size > room) return 'takes more than 512 MiB when it is decompressed; write smaller row groups, it ends';
    if (!isData) continue;
    const fault = faultOfValues(page, column, isNullable);
    if (fault !== undefined) return fault;
    values += page.values;
  }
  return values === rows ? size : `has ${values} values for ${rows} rows`;
}

function chunkOf(bytes: Uint8Array, column: ColumnMetaData): PagePart | undefined {
  const start = Number(column.dictionary_page_offset ?? column.data_page_offset);
  const length = Number(column.total_compressed_size);
  if (!(start >= 0 && length >= 0 && start + length <= bytes.length)) return undefined;
  return { view: new DataView(bytes.buffer, bytes.byteOffset + start, length), offset: 0 };
}

function readPage(reader: PagePart): { readonly page?: Page; readonly isData: boolean } {
  const header = deserializeTCompactProtocol(reader);
  const [first, dictionary, second] = [header['field_5'], header['field_7'], header['field_8']];
  const claimed = first ?? second ?? dictionary;
  const [unpacked, packed, values] = [header['field_2'], header['field_3'], claimed?.field_1];
  const isData = dictionary === undefined;
  if (![unpacked, packed, values].every(isCount)) return { isData };
  if (packed > reader.view.byteLength - reader.offset) return { isData };
  const bytes = new Uint8Array(reader.view.buffer, reader.view.byteOffset + reader.offset, packed);
  reader.offset += packed;
  const page = { values, encoding: second === undefined ? claimed.field_2 : claimed.field_4, unpacked, bytes };
  if (second === undefined) return { page, isData };
  const length = (second.field_5 ?? 0) + (second.field_6 ?? 0);
  return { page: { ...page, levels: { length, compressed: second.field_7 !== false } }, isData };
}

function faultOfValues(page: Page, column: ColumnMetaData, isNullable: boolean): string | undefined {
  if (!readEncodings.has(page.encoding)) return 'has an encoding that is not read';
  return areValuesWithin(page, column, isNullable) ? undefined : 'has a run of more values than its page';
}

function areValuesWithin(page: Page, column: ColumnMetaData, isNullable: boolean): boolean {
  const part = contentOf(page, column.codec);
  if (isNullable && !areLevelsWithin(page, part)) return false;
  if (page.encoding === encodings.plain) return true;
  if (part.offset >= part.view.byteLength) return true;
  const isBoolean = column.type === 'BOOLEAN';
  if (isBoolean) part.offset += 4;
  const width = isBoolean ? 1 : part.view.getUint8(part.offset++);
  return width === 0 || areKnownRuns(part, width, page.values);
}

/** Missing values are not among the runs, so these may end before there is one for each row. */
function areKnownRuns(part: PagePart, width: number, values: number): boolean {
  try {
    return areRunsWithin(part, width, values);
  } catch (cause) {
    if (cause instanceof RangeError) return true;
    throw cause;
  }
}

function areLevelsWithin({ levels, bytes, values }: Page, part: PagePart): boolean {
  if (levels !== undefined) {
    return areRunsWithin({ view: new DataView(bytes.buffer, bytes.byteOffset, levels.length), offset: 0 }, 1, values);
  }
  const length = part.view.getUint32(part.offset, true);
  const start = part.offset + 4;
  part.offset = start + length;
  return areRunsWithin({ view: part.view, offset: start }, 1, values);
}

function contentOf({ bytes, unpacked, levels }: Page, codec: ColumnMetaData['codec']): PagePart {
  const length = levels?.length ?? 0;
  const packed = bytes.subarray(length);
  const inflate = levels?.compressed === false ? undefined : compressors[codec];
  const plain = inflate === undefined || packed.length === 0 ? packed : inflate(packed, unpacked - length);
  return { view: new DataView(plain.buffer, plain.byteOffset, plain.byteLength), offset: 0 };
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
