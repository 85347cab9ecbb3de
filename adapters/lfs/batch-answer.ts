import { validateHeaderName, validateHeaderValue } from 'node:http';
import { hexOf } from '../../core/domain/digest.ts';
import type { Content } from '../filesystem/content-folder.ts';
import { UnusableAnswer } from '../http/transfer-error.ts';

/** What a server lets us do with an object: https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md */
export interface Action {
  readonly href: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; undefined when it does not expire. */
  readonly expiresAt: number | undefined;
}

export type ActionName = 'download' | 'upload' | 'verify';

/** What a server says about one object. No action to upload means that it is there. */
export type ObjectAnswer =
  | { readonly kind: 'actions'; readonly actions: Readonly<Partial<Record<ActionName, Action>>> }
  | { readonly kind: 'error'; readonly status: number; readonly message: string };

const actionNames = ['download', 'upload', 'verify'] as const;
/** Those that only whoever sends the request can know. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
]);

/**
 * One answer for each object that was asked about, in that order; what else the text holds is not looked at.
 * @param now milliseconds since 1970, when the answer came.
 * @throws UnusableAnswer for what no Git LFS server says.
 */
export function parseBatchAnswer(text: string, asked: readonly Content[], now: number): readonly ObjectAnswer[] {
  const { transfer, hash_algo: algorithm, objects } = fieldsOf(parseJson(text));
  if ((transfer || 'basic') !== 'basic')
    throw new UnusableAnswer(`wants the transfer ${shown(transfer)}, which was not offered`);
  if ((algorithm || 'sha256') !== 'sha256')
    throw new UnusableAnswer(`names objects by ${shown(algorithm)} instead of sha256`);
  if (!Array.isArray(objects)) throw new UnusableAnswer('answers without objects');
  const answers = new Map(objects.map((object) => [fieldsOf(object)['oid'], fieldsOf(object)]));
  return asked.map(({ digest }) => {
    const found = answers.get(hexOf(digest));
    if (found === undefined) throw new UnusableAnswer(`says nothing about the object ${hexOf(digest)}`);
    return objectAnswerOf(found, now);
  });
}

function objectAnswerOf({ error, actions }: Fields, now: number): ObjectAnswer {
  if (error !== undefined && error !== null) {
    const { code, message } = fieldsOf(error);
    return { kind: 'error', status: typeof code === 'number' ? code : 500, message: shown(message) };
  }
  const named = fieldsOf(actions ?? {});
  const found = actionNames.flatMap((name) =>
    named[name] ? [[name, actionOf(fieldsOf(named[name]), now)] as const] : [],
  );
  return { kind: 'actions', actions: Object.fromEntries(found) };
}

/** What `git-lfs-authenticate` prints has the same form. @throws UnusableAnswer */
export function actionOf({ href, header = {}, expires_in: seconds, expires_at: at }: Fields, now: number): Action {
  if (typeof href !== 'string' || !URL.canParse(href)) throw new UnusableAnswer('names no address for an object');
  const headers = Object.entries(fieldsOf(header ?? {})).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  for (const [name, value] of headers) checkHeader(name, value);
  const inSeconds = typeof seconds === 'number' && seconds !== 0 ? now + seconds * 1000 : undefined;
  const atTime = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  // The zero time of Go means that nobody set one.
  const isSet = !Number.isNaN(atTime) && atTime > 0;
  return {
    href: new URL(href),
    headers: Object.fromEntries(headers) as Record<string, string>,
    expiresAt: inSeconds ?? (isSet ? atTime : undefined),
  };
}

/** An address that ends before a request gets there is of no use. */
const margin = 5_000;

/** @param now milliseconds since 1970. */
export function hasExpired({ expiresAt }: Action, now: number): boolean {
  return expiresAt !== undefined && expiresAt < now + margin;
}

function checkHeader(name: string, value: unknown): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    if (typeof value === 'string') return;
  } catch {
    // Said below.
  }
  throw new UnusableAnswer('asks for a header that cannot be sent');
}

export type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnusableAnswer('does not answer as a Git LFS server');
  return value as Fields;
}

/** @throws UnusableAnswer */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswer('does not answer as a Git LFS server');
  }
}

/** The message in an error answer, or its first words. */
export function wordsOf(text: string): string {
  try {
    const { message } = JSON.parse(text) ?? {};
    if (typeof message === 'string') return shown(message);
  } catch {
    // A proxy in between speaks HTML.
  }
  return /^\s*</.test(text) ? '' : shown(text);
}

const longest = 300;

/** A server's own words for people: on one line and not without end. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : 'no reason';
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
