import { gunzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import type { Limits } from '../limits.ts';
import { unreadable } from '../unreadable.ts';

export type Compression = 'zlib' | 'gzip';

/**
 * Unpacks a compressed file whole.
 * @throws MergelineError `MODEL_UNREADABLE` when it is damaged, larger than the limits allow, or followed by other bytes.
 */
export function unpack(bytes: Uint8Array, compression: Compression, limits: Limits): Uint8Array {
  const allowed = Math.min(limits.unpacked, Math.max(limits.unpackedFloor, bytes.length * limits.unpackedRatio));
  const { buffer, engine } = inflate(bytes, compression, { maxOutputLength: allowed, info: true });
  if (engine.bytesWritten !== bytes.length) {
    throw unreadable(`${bytes.length - engine.bytesWritten} bytes follow the end of the ${compression} data.`);
  }
  return buffer;
}

/** With `info`, node:zlib also gives the engine, which knows how many bytes it took. */
interface WithInfo {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function inflate(bytes: Uint8Array, compression: Compression, options: ZlibOptions): WithInfo {
  const run = compression === 'zlib' ? inflateSync : gunzipSync;
  try {
    return run(bytes, options) as unknown as WithInfo;
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw unreadable(`The file unpacks to more than ${options.maxOutputLength} bytes.`);
    throw unreadable(`The ${compression} data in the file are damaged or cut off.`);
  }
}
