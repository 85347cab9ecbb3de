import fs, { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a repository with a work tree, as `git init` does. isomorphic-git is large and rarely needed, so it loads here. */
export async function initGit(folder: string, defaultBranch: string): Promise<void> {
  const { init } = await import('isomorphic-git');
  await init({ fs, dir: folder, defaultBranch });
  await describeFileSystem(join(folder, '.git'));
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
  await describeFileSystem(folder);
}

/** Sets one value in the repository's own configuration. */
export async function setGitConfig(commonDir: string, name: string, value: string): Promise<void> {
  const { setConfig } = await import('isomorphic-git');
  await setConfig({ fs, dir: commonDir, gitdir: commonDir, path: name, value });
}
