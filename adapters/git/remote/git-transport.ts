import { MergelineError } from '../../../core/errors.ts';
import type { GitOutcome, GitProgram } from '../program/git-program.ts';
import { lostRace } from './lost-race.ts';
import type { RemoteMove, RemoteTransport } from './remote-transport.ts';
import { withoutCredentials } from './without-credentials.ts';

/** By the git program: every kind of remote that the person's git can reach, with its credentials. */
export class GitTransport implements RemoteTransport {
  readonly #program: GitProgram;
  readonly #remote: string;

  constructor(program: GitProgram, remote: string) {
    this.#program = program;
    this.#remote = remote;
  }

  async fetch(): Promise<void> {
    const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance'];
    const branches = `+refs/heads/*:refs/remotes/${this.#remote}/*`;
    const outcome = await this.#program.run(['fetch', ...quiet, '--prune', '--end-of-options', this.#remote, branches]);
    if (outcome.code !== 0) throw this.#failure('be read', outcome);
  }

  async defaultBranch(): Promise<string | undefined> {
    const outcome = await this.#program.run(['ls-remote', '--symref', '--end-of-options', this.#remote, 'HEAD']);
    if (outcome.code !== 0) throw this.#failure('be read', outcome);
    return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(outcome.stdout)?.[1];
  }

  async push({ branch, from, to }: RemoteMove): Promise<'moved' | 'refused'> {
    const ref = `refs/heads/${branch}`;
    const lease = `--force-with-lease=${ref}:${from ?? ''}`;
    const quiet = ['--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--signed=no'];
    const outcome = await this.#program.run([
      'push',
      ...quiet,
      lease,
      '--end-of-options',
      this.#remote,
      `${to ?? ''}:${ref}`,
    ]);
    if (outcome.code === 0) {
      await this.#track({ branch, from, to });
      return 'moved';
    }
    const refusal = outcome.stdout.split('\n').find((line) => line.startsWith('!'));
    if (refusal !== undefined && lostRace.test(refusal)) return 'refused';
    throw this.#failure('be written', { ...outcome, stderr: `${refusal ?? ''}\n${outcome.stderr}` });
  }

  /** As `git push` does itself where the remote's fetch setting says so. */
  async #track({ branch, to }: RemoteMove): Promise<void> {
    const ref = `refs/remotes/${this.#remote}/${branch}`;
    await this.#program.run(['update-ref', ...(to === undefined ? ['-d', ref] : [ref, to])]);
  }

  #failure(what: string, { stderr }: GitOutcome): MergelineError {
    return new MergelineError('REMOTE_FAILED', `The remote ${this.#remote} could not ${what}.`, {
      hint: `Try the same with: git fetch ${this.#remote}`,
      details: saidBy(stderr).map((message) => ({ message })),
    });
  }
}

function saidBy(stderr: string): readonly string[] {
  return stderr
    .split(/[\r\n]+/)
    .map(withoutCredentials)
    .filter((line) => line !== '');
}
