import { createHash } from 'node:crypto';
import type { Oid } from '../../../core/domain/records.ts';

export type ObjectKind = 'blob' | 'tree' | 'commit' | 'tag';

/** One object as Git stores it, without the header: `git help format-object`. */
export interface GitObject {
  readonly kind: ObjectKind;
  readonly body: Buffer;
}

/** An object and its name, ready to be written. */
export interface NamedObject extends GitObject {
  readonly oid: Oid;
}

const oidPattern = /^[0-9a-f]{40}$/;

export function isOid(text: string): text is Oid {
  return oidPattern.test(text);
}

/** What Git hashes and compresses: kind, size, NUL, body. */
export function framed({ kind, body }: GitObject): Buffer {
  return Buffer.concat([Buffer.from(`${kind} ${body.length}\0`), body]);
}

export function named(kind: ObjectKind, body: Buffer): NamedObject {
  return { kind, body, oid: createHash('sha1').update(framed({ kind, body })).digest('hex') as Oid };
}
