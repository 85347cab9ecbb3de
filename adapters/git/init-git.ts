import fs, { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a repository as `git init` does. isomorphic-git is large and rarely needed, so it loads here. */
export async function initGit(
  folder: string,
  defaultBranch: string,
  { bare = false }: { readonly bare?: boolean } = {},
): Promise<void> {
  const { init } = await import('isomorphic-git');
  const gitdir = bare ? folder : join(folder, '.git');
  await init({ fs, dir: folder, gitdir, bare, defaultBranch });
  await describeFileSystem(gitdir);
}

/** isomorphic-git writes what holds on the weakest file system: git would then take `models/Iris` for `models/iris`. */
async function describeFileSystem(gitDir: string): Promise<void> {
  const isWindows = process.platform === 'win32';
  const facts = { filemode: !isWindows, symlinks: !isWindows, ignorecase: existsSync(join(gitDir, 'CONFIG')) };
  for (const [name, fact] of Object.entries(facts)) await setGitConfig(gitDir, `core.${name}`, String(fact));
}

/** Makes a repository without a work tree, as `git init --bare` does. */
export async function initBareGit(folder: string): Promise<void> {
  const { init } = await import('isomorphic-git');
  await init({ fs, dir: folder, gitdir: folder, bare: true });
}

/** Sets one value in the repository's own configuration. */
export async function setGitConfig(commonDir: string, name: string, value: string): Promise<void> {
  const { setConfig } = await import('isomorphic-git');
  await setConfig({ fs, dir: commonDir, gitdir: commonDir, path: name, value });
}
