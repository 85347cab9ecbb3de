import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { MergelineError } from '../../core/errors.ts';
import type { GitConfig } from '../git/layout/git-config.ts';
import { withoutCredentials } from '../git/remote/without-credentials.ts';
import { UnusableAnswer } from '../http/transfer-error.ts';
import { type Action, actionOf, type Fields, parseJson } from './batch-answer.ts';
import type { Endpoint, Operation } from './find-endpoint.ts';
import { concealed } from './http-access.ts';
import type { Entrance, LfsAccess } from './lfs-access.ts';

type SshEndpoint = Endpoint & { readonly kind: 'ssh' };

const largestAnswer = 64 * 1024;
/** Somebody may have to type a passphrase. */
const longestWait = 2 * 60_000;
/** An entrance that ends while it is used is of no use. */
const margin = 10_000;

/** Asks the host of an SSH remote for an address and a token: https://github.com/git-lfs/git-lfs/blob/main/docs/api/authentication.md */
export class SshAccess implements LfsAccess {
  readonly #endpoint: SshEndpoint;
  readonly #config: GitConfig;
  readonly #entrances = new Map<Operation, Promise<Action>>();
  readonly #secrets = new Set<string>();

  constructor(endpoint: SshEndpoint, config: GitConfig) {
    this.#endpoint = endpoint;
    this.#config = config;
  }

  async enter(operation: Operation): Promise<Entrance> {
    const known = await this.#entrances.get(operation);
    if (known === undefined || (known.expiresAt ?? Number.POSITIVE_INFINITY) < Date.now() + margin)
      this.#entrances.set(operation, this.#authenticate(operation));
    const { href: url, headers } = await (this.#entrances.get(operation) as Promise<Action>);
    for (const value of Object.values(headers)) this.#secrets.add(value).add(value.replace(/^\S+\s+/, ''));
    return { url, headers };
  }

  async renew(operation: Operation): Promise<boolean> {
    return this.#entrances.delete(operation);
  }

  async confirm(): Promise<void> {}

  conceal(text: string): string {
    return withoutCredentials(concealed(text, this.#secrets));
  }

  async #authenticate(operation: Operation): Promise<Action> {
    const { destination, port, path } = this.#endpoint;
    const [program = 'ssh', ...options] = sshCommand(this.#config);
    const args = [...options, ...(port ? ['-p', port] : []), destination];
    const { code, stdout, stderr } = await run(program, [...args, `git-lfs-authenticate ${quoted(path)} ${operation}`]);
    if (code !== 0) throw this.#failure(stderr || `it ended with ${code}`);
    try {
      const answer = parseJson(stdout);
      if (typeof answer !== 'object' || answer === null)
        throw new UnusableAnswer('does not answer as a Git LFS server');
      return actionOf(answer as Fields, Date.now());
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
      throw this.#failure(`it ${error.message}`);
    }
  }

  #failure(said: string): MergelineError {
    const { destination } = this.#endpoint;
    return new MergelineError('REMOTE_FAILED', `${destination} does not tell where its Git LFS objects are.`, {
      details: said
        .split(/[\r\n]+/)
        .map(withoutCredentials)
        .filter(Boolean)
        .map((message) => ({ message })),
      hint: `Try the same with: ssh ${destination} git-lfs-authenticate ${quoted(this.#endpoint.path)} download\nA server that has them on the web is named with: git config lfs.url https://…`,
    });
  }
}

/** As git finds it, but not through a shell: a program and its arguments. */
function sshCommand(config: GitConfig): readonly string[] {
  const line = process.env['GIT_SSH_COMMAND'] || config.get('core.sshcommand');
  if (line) return wordsOf(line);
  return [process.env['GIT_SSH'] || 'ssh'];
}

/** Words apart by spaces, with quotes around some. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
      (_, escaped, double, single) => escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
    ),
  );
}

/** For the shell of the host, which gets one line. */
function quoted(path: string): string {
  return /^[\w./~@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

async function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program, args, { timeout: longestWait });
  child.stdin.on('error', () => undefined).end();
  const closed = once(child, 'close');
  try {
    const [stdout, stderr, [code]] = await Promise.all([
      start(child.stdout, child),
      start(child.stderr, child),
      closed,
    ]);
    return { code: code ?? 1, stdout, stderr };
  } catch (error) {
    return { code: 1, stdout: '', stderr: `${program}: ${(error as Error).message}` };
  }
}

/** The start of what a program prints; one that prints more is stopped. */
async function start(stream: AsyncIterable<Buffer>, child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.length > largestAnswer) {
      child.kill();
      return text.slice(0, largestAnswer);
    }
  }
  return text;
}
