import type { Oid } from '../../../core/domain/records.ts';
import type { Change, Commit, HistoryEntry } from '../../../core/ports/repository.ts';
import { changeOfFile } from '../change-of-file.ts';
import { instantOf } from '../objects/commit-codec.ts';
import type { GitProgram } from './git-program.ts';

export interface LogQuestion {
  readonly from: Oid;
  /** The registry's folder; `''` is the top of the repository. */
  readonly root: string;
  /** Paths below the root; undefined keeps every commit. */
  readonly below: readonly string[] | undefined;
}

const fields = ['%H', '%T', '%P', '%an', '%ae', '%cn', '%ce', '%ct', '%B'];
const absent = '0'.repeat(40);

/** Whatever the person configured for their own `git log` is overruled. */
const options = [
  '--first-parent',
  '--diff-merges=first-parent',
  '--raw',
  '-z',
  '--no-renames',
  '--no-abbrev',
  '--no-show-signature',
  '--no-notes',
  '--no-decorate',
  '--no-ext-diff',
  '--no-relative',
  '-O/dev/null',
  '--ignore-submodules=none',
  '--encoding=UTF-8',
  `--format=tformat:${fields.join('%x00')}`,
];
const configuration = ['log.follow=false', 'log.showRoot=true'].flatMap((setting) => ['-c', setting]);

/**
 * First-parent history as the git program tells it: fifty thousand commits in a second.
 * @throws Error when the program is missing or fails; another reader has to answer then.
 */
export async function* gitLog(program: GitProgram, { from, root, below }: LogQuestion): AsyncGenerator<HistoryEntry> {
  const paths = below?.map((path) => (root === '' ? path : `${root}/${path}`)) ?? (root === '' ? [] : [root]);
  const all = below === undefined && root !== '' ? ['--sparse'] : [];
  const child = program.spawn([...configuration, 'log', ...options, ...all, '--end-of-options', from, '--', ...paths]);
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`git log ended with ${code}`))));
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined).end();
  child.stderr.resume();
  try {
    yield* entriesOf(tokensOf(child.stdout), root);
    await ended;
  } finally {
    child.kill();
  }
}

/** A commit's fields, then a raw line and a path for each change. */
async function* entriesOf(tokens: AsyncIterable<string>, root: string): AsyncGenerator<HistoryEntry> {
  let header: string[] = [];
  let changes: Change[] = [];
  let raw: string | undefined;
  for await (const token of tokens) {
    if (raw !== undefined) {
      changes.push(changeOf(raw, root === '' ? token : token.slice(root.length + 1)));
      raw = undefined;
    } else if (header.length < fields.length) {
      header.push(token);
    } else if (/^\n?:/.test(token)) {
      raw = token.trimStart();
    } else {
      yield { commit: commitOf(header), changes };
      header = [token];
      changes = [];
    }
  }
  if (header.length === fields.length) yield { commit: commitOf(header), changes };
}

function commitOf(header: string[]): Commit {
  const [oid, tree, parents, authorName, authorEmail, name, email, seconds, message] = header as Fields;
  return {
    oid: oid as Oid,
    tree: tree as Oid,
    parents: parents === '' ? [] : (parents.split(' ') as Oid[]),
    author: { name: authorName, email: authorEmail },
    committer: { name, email },
    at: instantOf(Number(seconds)),
    message: message.replace(/\n+$/, ''),
  };
}

type Fields = [string, string, string, string, string, string, string, string, string];

/** `:<mode> <mode> <object> <object> <letter>` */
function changeOf(raw: string, path: string): Change {
  const [wasMode = '', mode = '', before = absent, after = absent] = raw.slice(1).split(' ');
  const sideOf = (sideMode: string, oid: string) => (oid === absent ? undefined : { mode: sideMode, oid: oid as Oid });
  return changeOfFile(path, sideOf(wasMode, before), sideOf(mode, after));
}

async function* tokensOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
      yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
}
