import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { snappyUncompress } from 'hyparquet';

type Inflate = (bytes: Uint8Array, size: number) => Uint8Array;

const atMost = (size: number) => ({ maxOutputLength: Math.max(1, size) });

/** By the codec of a column; never more bytes than the header of the page claims. */
export const compressors: Readonly<Record<string, Inflate>> = {
  SNAPPY: (bytes, size) => {
    const page = new Uint8Array(size);
    snappyUncompress(bytes, page);
    return page;
  },
  GZIP: (bytes, size) => gunzipSync(bytes, atMost(size)),
  ZSTD: (bytes, size) => zstdDecompressSync(bytes, atMost(size)),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, atMost(size)),
};
