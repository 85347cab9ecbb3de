import { readVarInt } from 'hyparquet/src/thrift.js';

/** The part of a page that holds values, once it is decompressed. */
export interface PagePart {
  readonly view: DataView;
  offset: number;
}

/**
 * Steps over runs of the RLE and bit-packing hybrid: a decoder repeats a value as often as a run claims, and four bytes
 * can claim a thousand million.
 * @param width the bits of a value. @returns whether no run claims more than `values`.
 */
export function areRunsWithin(part: PagePart, width: number, values: number): boolean {
  let seen = 0;
  while (seen < values) {
    const header = readVarInt(part);
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >>> 1) * 8 : header >>> 1;
    part.offset += isPacked ? (header >>> 1) * width : (width + 7) >> 3;
    if (count === 0 || count > values + 7) return false;
    seen += count;
  }
  return true;
}
