import type { Instant } from '../../../core/domain/manifest.ts';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { Commit, Person } from '../../../core/ports/repository.ts';

export interface CommitFields {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly committer: Person;
  readonly at: Instant;
  readonly message: string;
}

/** The bytes of a commit with both times in UTC; the message ends in one newline. */
export function encodeCommit(fields: CommitFields): Buffer {
  return Buffer.from(`${headersOf(fields).join('\n')}\n\n${messageOf(fields.message)}`);
}

/** Puts an armoured signature of the unsigned bytes where Git looks for it: the `gpgsig` header, one space before each further line. */
export function withSignature(unsigned: Buffer, signature: string): Buffer {
  const end = unsigned.indexOf('\n\n') + 1;
  const header = `gpgsig ${signature.trimEnd().replaceAll('\n', '\n ')}\n`;
  return Buffer.concat([unsigned.subarray(0, end), Buffer.from(header), unsigned.subarray(end)]);
}

/** @throws MergelineError `REPOSITORY_CORRUPT` when the bytes are no commit. */
export function decodeCommit(oid: Oid, body: Buffer): Commit {
  const end = body.indexOf('\n\n');
  const headers = (end < 0 ? body : body.subarray(0, end)).toString('utf8').split('\n');
  const valuesOf = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const author = parseStamp(valuesOf('author')[0] ?? '');
  const committer = parseStamp(valuesOf('committer')[0] ?? '');
  const tree = valuesOf('tree')[0];
  if (tree === undefined) {
    throw new MergelineError('REPOSITORY_CORRUPT', `The commit ${oid} names no tree.`, { hint: 'Run git fsck.' });
  }
  return {
    oid,
    tree: tree as Oid,
    parents: valuesOf('parent') as Oid[],
    author: author.person,
    committer: committer.person,
    at: committer.at,
    message: decodeText(end < 0 ? Buffer.alloc(0) : body.subarray(end + 2), valuesOf('encoding')[0]),
  };
}

/** Seconds since 1970 as an instant; what no calendar holds becomes its nearest end. */
export function instantOf(seconds: number): Instant {
  const bounded = Math.min(Math.max(seconds, 0), 253_402_300_799);
  return new Date(bounded * 1000).toISOString().replace('.000Z', 'Z');
}

/** @throws MergelineError `INPUT_INVALID` when the instant is none, or lies before 1970. */
export function secondsOf(at: Instant): number {
  const seconds = Math.floor(Date.parse(at) / 1000);
  if (seconds >= 0) return seconds;
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(at)} is not a time that a commit can carry.`, {
    hint: 'Write an instant such as 2026-11-25T10:00:00Z.',
  });
}

function headersOf({ tree, parents, author, committer, at }: CommitFields): readonly string[] {
  const time = `${secondsOf(at)} +0000`;
  return [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${identityOf(author)} ${time}`,
    `committer ${identityOf(committer)} ${time}`,
  ];
}

/** `Name <email>` as Git's ident.c cleans it, so that no name can forge a header. */
export function identityOf({ name, email }: Person): string {
  const clean = (text: string) => text.replace(/[<>\p{Cc}]/gu, '').replace(/^[\s.,:;"\\']+|[\s.,:;"\\']+$/g, '');
  return `${clean(name) || clean(email) || 'unknown'} <${clean(email)}>`;
}

function messageOf(message: string): string {
  return `${message.replaceAll('\0', '').replace(/\s+$/, '')}\n`;
}

function parseStamp(line: string): { person: Person; at: Instant } {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)>\s*(\d+)?/.exec(line) ?? [];
  return { person: { name, email }, at: instantOf(Number(seconds)) };
}

/** Without the newlines at its end, which Git adds and people do not mean. */
function decodeText(bytes: Buffer, encoding = 'utf-8'): string {
  try {
    return new TextDecoder(encoding).decode(bytes).replace(/\n+$/, '');
  } catch {
    return bytes.toString('latin1').replace(/\n+$/, '');
  }
}
