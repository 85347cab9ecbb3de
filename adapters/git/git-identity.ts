import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Person } from '../../core/ports/repository.ts';
import type { GitLayout } from './layout/find-git-layout.ts';
import { GitConfig, parseGitConfig } from './layout/git-config.ts';

/** Who Git says that the user is: `user.name` and `user.email` as `git commit` would take them; fields that are not set are absent. */
export async function readGitIdentity({
  commonDir,
  config,
}: Pick<GitLayout, 'commonDir' | 'config'>): Promise<Partial<Person>> {
  const own = { name: config.get('user.name'), email: config.get('user.email') };
  const global = own.name && own.email ? own : ((await askGit(commonDir)) ?? (await readGlobalConfig()));
  const [name, email] = [own.name ?? global.name, own.email ?? global.email];
  return { ...(name && { name }), ...(email && { email }) };
}

type Identity = { readonly [field in keyof Person]: string | undefined };

/** Undefined where there is no git program. */
async function askGit(cwd: string): Promise<Identity | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', '--null', '--get-regexp', '^user\\.(name|email)$'], {
      cwd,
    });
    const values = new Map(
      stdout.split('\0').map((line) => [line.slice(0, line.indexOf('\n')), line.slice(line.indexOf('\n') + 1)]),
    );
    return { name: values.get('user.name'), email: values.get('user.email') };
  } catch (error) {
    // Exit code 1 tells that nothing is set.
    return (error as { code?: unknown }).code === 1 ? { name: undefined, email: undefined } : undefined;
  }
}

async function readGlobalConfig(): Promise<Identity> {
  const text = await readFile(join(homedir(), '.gitconfig'), 'utf8').catch(() => '');
  const config = new GitConfig(parseGitConfig(text));
  return { name: config.get('user.name'), email: config.get('user.email') };
}
