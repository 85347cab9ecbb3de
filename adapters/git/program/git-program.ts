import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { errnoOf } from '../../filesystem/storage-error.ts';

/** The git program, working on one repository and asking nobody for anything. */
export class GitProgram {
  readonly #gitDir: string;

  constructor(gitDir: string) {
    this.#gitDir = gitDir;
  }

  /** Never through a shell. */
  spawn(args: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn('git', ['--git-dir', this.#gitDir, '--no-pager', ...args], {
      env: gitEnvironment(),
      cwd: this.#gitDir,
    });
  }
}

/**
 * Without what a calling git (a hook) says about its own repository, and without what would make the answer differ from the
 * objects as they are. A repository of another owner stays forbidden: `safe.directory` is the person's to set.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(?!SSH|ASKPASS|CONFIG_NOSYSTEM|CONFIG_GLOBAL|TRACE|SSL|HTTP)/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
  };
}

/** Whether an error says that the program is not there. */
export function isMissingProgram(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'EACCES';
}
