import { type Patience, waitAfter } from './patience.ts';

/** Less than this is no progress: who gets a few bytes with each connection would go on for ever. */
const worthwhile = 64 * 1024;

/**
 * Bytes, once each and in order, over as many connections as it takes: one that breaks off is followed by one for the rest.
 * What they are, and how many, is for the caller to verify.
 * @param bytesFrom opens a connection for the rest from that byte on.
 * @throws what `bytesFrom` does when another try is of no use.
 */
export async function* resuming(
  size: number,
  bytesFrom: (at: number) => AsyncIterable<Uint8Array>,
  patience: Patience,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  let failed = 0;
  while (at < size) {
    const before = at;
    try {
      for await (const chunk of bytesFrom(at)) {
        at += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      failed = at - before >= worthwhile ? 1 : failed + 1;
      await waitAfter(error, failed, patience);
    }
  }
}

/** What is left after some bytes. */
export async function* skipping(count: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
