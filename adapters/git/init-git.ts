import fs from 'node:fs';

/** Makes a repository with a work tree, as `git init` does. isomorphic-git is large and rarely needed, so it loads here. */
export async function initGit(folder: string, defaultBranch: string): Promise<void> {
  const { init } = await import('isomorphic-git');
  await init({ fs, dir: folder, defaultBranch });
}

/** Sets one value in the repository's own configuration. */
export async function setGitConfig(commonDir: string, name: string, value: string): Promise<void> {
  const { setConfig } = await import('isomorphic-git');
  await setConfig({ fs, dir: commonDir, gitdir: commonDir, path: name, value });
}
