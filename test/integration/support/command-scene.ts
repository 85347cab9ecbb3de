import { type ChildProcessByStdio, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const checkout = join(import.meta.dirname, '../../..');
export const launcher = join(checkout, 'cli/mergeline.cjs');
export const irisExamples = join(checkout, 'examples/iris');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder where commands are typed; `registry` in it is a registry, once somebody made one. */
export class CommandScene {
  readonly folder: string;
  readonly registry: string;

  constructor(folder: string) {
    this.folder = folder;
    this.registry = join(folder, 'registry');
  }

  /** A copy, so that a test can spoil what another one made. */
  async copy(folder?: string): Promise<CommandScene> {
    const copied = new CommandScene(folder ?? (await temporaryFolder()));
    await cp(this.folder, copied.folder, { recursive: true, verbatimSymlinks: true });
    return copied;
  }

  /** Starts the command as a shell would, as Ann, with nothing of this machine's git configuration. */
  start(
    words: readonly string[],
    { env = {} }: { readonly env?: NodeJS.ProcessEnv } = {},
  ): ChildProcessByStdio<null, Readable, Readable> {
    return spawn(process.execPath, [launcher, ...words], {
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        MERGELINE_ACTOR: 'ann',
        MERGELINE_REGISTRY: this.registry,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs it to its end. */
  async run(words: readonly string[], options?: { readonly env?: NodeJS.ProcessEnv }): Promise<Finished> {
    const child = this.start(words, options);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: code as number | null, stdout, stderr };
  }

  /** The JSON of a command that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what tests look at.
  readonly answer = async (...words: readonly string[]): Promise<any> => {
    const { code, stdout, stderr } = await this.run([...words, '--json']);
    if (code !== 0) throw new Error(`mergeline ${words.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };

  /** Runs the git program in the registry, as Pat; the answer without the newline at its end. */
  readonly git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = this.tryGit(...args);
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.replace(/\n$/, '');
  };

  /** The same for a command that may fail, such as a merge with conflicts. */
  readonly tryGit = (...args: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync('git', args, {
      cwd: this.registry,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Pat',
        GIT_AUTHOR_EMAIL: 'pat@example.com',
        GIT_COMMITTER_NAME: 'Pat',
        GIT_COMMITTER_EMAIL: 'pat@example.com',
      },
    });

  readonly read = (path: string): string => readFileSync(join(this.registry, path), 'utf8');

  /** What a person does in an editor and with git; `others` are paths that were changed already. */
  readonly commit = (files: Readonly<Record<string, string>>, ...others: readonly string[]): void => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.registry, path)), { recursive: true });
      writeFileSync(join(this.registry, path), content);
    }
    this.git('add', '--', ...Object.keys(files), ...others);
    this.git('commit', '--quiet', '-m', 'By hand');
  };

  /** Where every branch is. */
  tips(): string {
    return this.git('for-each-ref', 'refs/heads', '--format=%(refname) %(objectname)');
  }
}
