import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import { ifPresent } from '../if-present.ts';
import { type GitConfig, readGitConfig } from './git-config.ts';

/** Where the parts of a repository lie; absolute paths without links. */
export interface GitLayout {
  /** `.git`, the folder of a linked work tree below `.git/worktrees`, or the bare repository. */
  readonly gitDir: string;
  /** What all work trees share: objects, branches, configuration. */
  readonly commonDir: string;
  /** The work tree that was found; undefined in a bare repository. */
  readonly workTree: string | undefined;
  /** The path that was asked for, relative to the work tree, with `/`; `''` is its top. */
  readonly below: string;
  readonly config: GitConfig;
}

/**
 * Finds the repository that a path lies in: a bare one, a work tree or a folder of it, a linked work tree, a submodule.
 * @throws MergelineError `NOT_A_REGISTRY` when there is none.
 */
export async function findGitLayout(path: string): Promise<GitLayout> {
  const start = await ifPresent(realpath(path));
  for (let folder = start; folder !== undefined; folder = parentOf(folder)) {
    const gitDir = (await gitDirBelow(folder)) ?? ((await isGitDir(folder)) ? folder : undefined);
    if (gitDir !== undefined) return layoutOf(gitDir, { folder, start: start as string });
  }
  throw new MergelineError('NOT_A_REGISTRY', `${path} is not in a Git repository.`, {
    hint: 'Name a folder of one, or make a registry with: mergeline init',
  });
}

async function layoutOf(gitDir: string, { folder, start }: { folder: string; start: string }): Promise<GitLayout> {
  const link = await ifPresent(readFile(join(gitDir, 'commondir'), 'utf8'));
  const commonDir = link === undefined ? gitDir : await realpath(resolve(gitDir, link.trim()));
  const config = await readGitConfig({ commonDir, gitDir });
  const workTree = folder === gitDir ? await workTreeOf(gitDir, config) : folder;
  const inside = workTree !== undefined && isWithin(start, workTree) && !isWithin(start, gitDir);
  return { gitDir, commonDir, workTree, config, below: inside ? relative(workTree, start).replaceAll(sep, '/') : '' };
}

/** The work tree of a repository that was named by its Git directory. */
export async function workTreeOf(gitDir: string, config: GitConfig): Promise<string | undefined> {
  const own = await ifPresent(readFile(join(gitDir, 'gitdir'), 'utf8'));
  if (own !== undefined) return ifPresent(realpath(dirname(resolve(gitDir, own.trim()))));
  if (config.flag('core.bare')) return undefined;
  const named = config.get('core.worktree');
  if (named !== undefined) return ifPresent(realpath(resolve(gitDir, named)));
  return basename(gitDir) === '.git' ? dirname(gitDir) : undefined;
}

async function gitDirBelow(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  const found = await ifPresent(stat(path));
  if (found?.isDirectory()) return (await isGitDir(path)) ? realpath(path) : undefined;
  if (!found?.isFile()) return undefined;
  const target = /^gitdir: (.+)$/m.exec(await readFile(path, 'utf8'))?.[1]?.trim();
  if (target === undefined) return undefined;
  const gitDir = isAbsolute(target) ? target : join(folder, target);
  return (await isGitDir(gitDir)) ? realpath(gitDir) : undefined;
}

/** `is_git_directory` of Git's setup.c: HEAD, and objects and refs here or in the common directory. */
async function isGitDir(folder: string): Promise<boolean> {
  if ((await ifPresent(stat(join(folder, 'HEAD')))) === undefined) return false;
  if ((await ifPresent(stat(join(folder, 'commondir')))) !== undefined) return true;
  const parts = await Promise.all(['objects', 'refs'].map((name) => ifPresent(stat(join(folder, name)))));
  return parts.every((part) => part?.isDirectory());
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function parentOf(folder: string): string | undefined {
  const parent = dirname(folder);
  return parent === folder ? undefined : parent;
}
