import type { ColumnMetaData } from 'hyparquet';
import { areRunsWithin, type PagePart } from './check-runs.ts';

const mebibyte = 1024 * 1024;
const mostValuesInPage = 4 * mebibyte;
export const largestPage = 128 * mebibyte;

/** Of other encodings few bytes can become any number of values. */
const readEncodings: ReadonlySet<string> = new Set(['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE']);

/** A page as its header tells: what a decoder makes room for. */
export interface Page {
  readonly isDictionary: boolean;
  readonly values: number;
  /** Known of a page of the second version; else 0. */
  readonly nulls: number;
  readonly encoding: string;
  /** In bytes. */
  readonly packed: number;
  readonly unpacked: number;
  /** Bytes of the levels that lie before the compressed part in a page of the second version; else 0. */
  readonly levels: number;
  readonly isSecondVersion: boolean;
}

/** What keeps a page from being read at all, before anything of it is. @param rest bytes and rows that its column has left. */
export function faultOfPage(page: Page, rest: { readonly bytes: number; readonly rows: number }): string | undefined {
  const { values, nulls, packed, unpacked, levels } = page;
  const counts = [values, nulls, packed, unpacked, levels];
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) return 'has a page without a size';
  if (packed > rest.bytes) return 'has a page that ends outside its column';
  if (nulls > values) return 'has a page of more missing values than values';
  if (levels > packed || levels > unpacked) return 'has a page whose levels end outside it';
  if (unpacked > largestPage) return `has a page of ${unpacked} bytes; up to ${largestPage / mebibyte} MiB are read`;
  if (values > mostValuesInPage) return `has a page of ${values} values; up to ${mostValuesInPage} are read`;
  if (page.isDictionary) return undefined;
  if (values > rest.rows) return `has a page of ${values} values for ${rest.rows} rows`;
  return readEncodings.has(page.encoding) ? undefined : `has the encoding ${page.encoding}, which is not read`;
}

/**
 * What is wrong with the runs of a page, because a decoder believes what they claim.
 * @param content the page without its levels, decompressed; with them in a page of the first version.
 */
export function faultOfRuns(
  page: Page,
  { levels, content }: { readonly levels: Uint8Array; readonly content: Uint8Array },
  { type }: ColumnMetaData,
  isNullable: boolean,
): string | undefined {
  if (page.isDictionary) return undefined;
  const part = partOf(content);
  const fault = 'has a run of more values than its page';
  if (isNullable && !(page.isSecondVersion ? areRunsWithin(partOf(levels), 1, page.values) : passLevels(part, page))) {
    return fault;
  }
  if (page.encoding === 'PLAIN' || part.offset >= part.view.byteLength) return undefined;
  const isBoolean = type === 'BOOLEAN';
  if (isBoolean) part.offset += 4;
  const width = isBoolean ? 1 : part.view.getUint8(part.offset++);
  return width === 0 || areKnownRuns(part, width, page.values) ? undefined : fault;
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

/** Moves behind the levels. @returns whether their runs are within the page. */
function passLevels(part: PagePart, { values }: Page): boolean {
  const length = part.view.getUint32(part.offset, true);
  const start = part.offset + 4;
  part.offset = start + length;
  return areRunsWithin({ view: part.view, offset: start }, 1, values);
}

function partOf(bytes: Uint8Array): PagePart {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
