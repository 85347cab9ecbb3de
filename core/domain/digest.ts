import { createHash } from 'node:crypto';
import { MergelineError } from '../errors.ts';

/** `sha256:` and 64 lower-case hex digits: the name of some bytes. */
export type Digest = `sha256:${string}`;

/** Content named by its digest. `size` is in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return digestPattern.test(text);
}

/** @throws MergelineError `NAME_INVALID` when the text is no sha256 digest. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} is not a digest.`, {
    hint: 'A digest is written sha256: and 64 lower-case hex digits.',
  });
}

export function digestOf(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The 64 hex digits alone, as Git LFS and OCI layouts name their files. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
