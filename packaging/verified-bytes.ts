import { createHash } from 'node:crypto';
import type { Descriptor } from '../core/domain/digest.ts';
import { MergelineError } from '../core/errors.ts';

/**
 * The same chunks, with the last one held back until size and digest of all of them were found right: whoever gets the
 * whole stream has the described bytes.
 * @param subject what the bytes are, as the message names it: `model.onnx`.
 * @param options.hint what a person can do about wrong ones.
 * @throws MergelineError `DIGEST_MISMATCH` while iterating, as soon as it is certain.
 */
export async function* verifiedBytes(
  bytes: AsyncIterable<Uint8Array>,
  expected: Pick<Descriptor, 'digest' | 'size'>,
  subject: string,
  { hint }: { readonly hint?: string } = {},
): AsyncGenerator<Uint8Array> {
  const mismatch = (fact: string) => new MergelineError('DIGEST_MISMATCH', `${subject} ${fact}.`, { hint });
  const hash = createHash('sha256');
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of bytes) {
    if (chunk.length === 0) continue;
    size += chunk.length;
    if (size > expected.size) throw mismatch(`has more than the ${expected.size} bytes it should have`);
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (size < expected.size) throw mismatch(`has ${size} of the ${expected.size} bytes it should have`);
  const digest = `sha256:${hash.digest('hex')}`;
  if (digest !== expected.digest) throw mismatch(`has the digest ${digest}, not ${expected.digest}`);
  if (held !== undefined) yield held;
}
