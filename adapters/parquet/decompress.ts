import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { snappyUncompress } from 'hyparquet';

type Inflate = (bytes: Uint8Array, size: number) => Uint8Array;

const atMost = (size: number) => ({ maxOutputLength: Math.max(1, size) });

/** By the codec of a column; never more bytes than the header of the page claims. */
const codecs: Readonly<Record<string, Inflate>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: (bytes, size) => {
    const page = new Uint8Array(size);
    snappyUncompress(bytes, page);
    return page;
  },
  GZIP: (bytes, size) => gunzipSync(bytes, atMost(size)),
  ZSTD: (bytes, size) => zstdDecompressSync(bytes, atMost(size)),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, atMost(size)),
};

export function isReadCodec(codec: string): boolean {
  return Object.hasOwn(codecs, codec);
}

/** @throws Error of the codec, or for another size than `size`. */
export function decompress(bytes: Uint8Array, codec: string, size: number): Uint8Array {
  // A page without values may have no bytes at all, which is no stream.
  const plain = bytes.length === 0 ? bytes : (codecs[codec]?.(bytes, size) ?? bytes);
  if (plain.length !== size) throw new Error(`a page has ${plain.length} bytes decompressed and says ${size}`);
  return plain;
}
