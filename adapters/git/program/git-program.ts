import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { text } from 'node:stream/consumers';

export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The git program, working on one repository and asking nobody for anything. */
export class GitProgram {
  readonly #gitDir: string;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Whether there is such a program and it takes this repository. */
  async works(): Promise<boolean> {
    const { code } = await this.run(['rev-parse', '--git-dir']).catch(() => ({ code: 1 }));
    return code === 0;
  }

  /** Runs to the end, however that is. @throws the operating system's error when there is no such program. */
  async run(args: readonly string[], input = ''): Promise<GitOutcome> {
    const child = this.spawn(args);
    child.stdin.on('error', () => undefined).end(input);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: code ?? 1, stdout, stderr };
  }

  /** Never through a shell. */
  spawn(args: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn('git', ['--git-dir', this.#gitDir, '--no-pager', ...args], {
      env: gitEnvironment(),
      cwd: this.#gitDir,
    });
  }
}

/** How the person reaches remotes: keys, credentials, proxies. */
const forTransport = /^GIT_(SSH|ASKPASS|CONFIG_(?!PARAMETERS)|SSL|HTTP|PROXY|TRACE)/;

/**
 * Without what a calling git (a hook) says about its own repository, and without what would make the answer differ from the
 * objects as they are. A repository of another owner stays forbidden: `safe.directory` is the person's to set.
 */
function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || forTransport.test(name));
  return {
    ...Object.fromEntries(inherited),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
  };
}
