import { MergelineError } from '../../core/errors.ts';
import type { GitProgram } from '../git/program/git-program.ts';

export interface Credential {
  readonly username: string;
  readonly password: string;
}

/** What git's credential helpers know: https://git-scm.com/docs/git-credential. Nobody is asked at a terminal. */
export class GitCredential {
  readonly #program: Pick<GitProgram, 'run'>;
  readonly #description: string;

  /** @param asked address of the server, with a user name where one was chosen. */
  constructor(program: Pick<GitProgram, 'run'>, asked: URL) {
    this.#program = program;
    this.#description = describe(asked);
  }

  async fill(): Promise<Credential | undefined> {
    const { code, stdout } = await this.#program.run(['credential', 'fill'], this.#description);
    if (code !== 0) return undefined;
    const username = /^username=(.*)$/m.exec(stdout)?.[1];
    const password = /^password=(.*)$/m.exec(stdout)?.[1];
    return username === undefined || password === undefined ? undefined : { username, password };
  }

  /** Lets the helpers keep it. */
  async approve(credential: Credential): Promise<void> {
    await this.#say('approve', credential);
  }

  /** Lets the helpers forget it. */
  async reject(credential: Credential): Promise<void> {
    await this.#say('reject', credential);
  }

  async #say(verb: 'approve' | 'reject', { username, password }: Credential): Promise<void> {
    const lines = this.#description.split('\n').filter((line) => line !== '' && !line.startsWith('username='));
    await this.#program.run(
      ['credential', verb],
      [...lines, `username=${username}`, `password=${password}`, '', ''].join('\n'),
    );
  }
}

/** A line feed in a value would be another attribute, of another host say. */
function describe({ protocol, host, pathname, username }: URL): string {
  const values = {
    protocol: protocol.replace(/:$/, ''),
    host,
    path: decodeURIComponent(pathname).replace(/^\//, ''),
    username: decodeURIComponent(username),
  };
  const lines = Object.entries(values).filter(([, value]) => value !== '');
  if (lines.some(([, value]) => /[\p{Cc}]/u.test(value))) {
    throw new MergelineError('INPUT_INVALID', 'The address of the remote has control characters in it.', {
      hint: 'Correct it with: git remote set-url <name> <url>',
    });
  }
  return [...lines.map(([name, value]) => `${name}=${value}`), '', ''].join('\n');
}
