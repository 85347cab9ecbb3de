import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs git in one folder; the answer without the newline at its end. */
export interface Git {
  (...args: readonly string[]): Promise<string>;
  /** With an input. */
  feed(input: string, ...args: readonly string[]): Promise<string>;
}

/** A fresh repository in a temporary folder and the real git program to look at it. */
export interface GitFixture extends AsyncDisposable {
  readonly folder: string;
  readonly git: Git;
}

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Pat',
  GIT_AUTHOR_EMAIL: 'pat@example.com',
  GIT_COMMITTER_NAME: 'Pat',
  GIT_COMMITTER_EMAIL: 'pat@example.com',
};

/** @param args what `git init` gets besides the branch name `main`: `--bare`, for example. */
export async function initGit(...args: readonly string[]): Promise<GitFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-git-'));
  const fixture = gitIn(folder);
  await fixture.git('init', '--quiet', '--initial-branch=main', ...args, '.');
  return fixture;
}

/** @param folder removed when the fixture is disposed. */
export function gitIn(folder: string): GitFixture {
  return {
    folder,
    git: Object.assign((...args: readonly string[]) => runGit(folder, args), {
      feed: (input: string, ...args: readonly string[]) => runGit(folder, args, input),
    }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function runGit(cwd: string, args: readonly string[], input = ''): Promise<string> {
  const running = run('git', args, { cwd, env: environment, maxBuffer: 1 << 28 });
  // A git that asks for no input may be gone before it is given.
  running.child.stdin?.on('error', () => undefined).end(input);
  return (await running).stdout.replace(/\n$/, '');
}
