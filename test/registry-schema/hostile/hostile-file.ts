import type { ErrorCode } from '../../../core/error-catalogue.ts';
import type { Kind } from '../../../registry-schema/codec.ts';
import { goodManifest, goodModel, goodPointer, goodPolicy } from './good-files.ts';

/** A file that must be refused, and all that must be said about it: nothing less and nothing more. */
export interface HostileFile {
  readonly name: string;
  readonly kind: Kind;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly code: ErrorCode;
  readonly faults: readonly ExpectedFault[];
}

/** Line and column count from 1; the message is a part of the one that is given. */
export type ExpectedFault = readonly [line: number, column: number, message: string];

const good = {
  ModelVersion: { text: goodManifest, path: 'models/iris/versions/1.10.0.yaml' },
  Registry: { text: goodPolicy, path: 'registry.yaml' },
  Model: { text: goodModel, path: 'models/iris/model.yaml' },
  StagePointer: { text: goodPointer, path: 'models/iris/stages/production.yaml' },
} as const;
type Spoilt = keyof typeof good;

/** The good file with one text in the place of another, both of which must be there just so. */
export function spoil(
  name: string,
  kind: Spoilt,
  [from, to]: readonly [string, string],
  faults: readonly ExpectedFault[],
  code: ErrorCode = 'FILE_INVALID',
): HostileFile {
  const { text, path } = good[kind];
  if (text.split(from).length !== 2) throw new Error(`${name}: ${JSON.stringify(from)} is not there once.`);
  return { name, kind, path, code, faults, bytes: new TextEncoder().encode(text.replace(from, () => to)) };
}

export function whole(
  name: string,
  kind: Spoilt,
  content: string | Uint8Array,
  faults: readonly ExpectedFault[],
): HostileFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, kind, path: good[kind].path, code: 'FILE_INVALID', faults, bytes };
}
