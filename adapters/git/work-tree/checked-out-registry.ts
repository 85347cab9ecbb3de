import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkTree } from '../../../core/ports/work-tree.ts';
import { ifPresent } from '../if-present.ts';
import type { GitLayout } from '../layout/find-git-layout.ts';

/** No file of a registry is larger; `validate` says so of committed ones. */
const largestFile = 1024 * 1024;

/** The registry's folder in the work tree; undefined in a bare repository and where another branch is checked out. */
export async function checkedOutRegistry(
  { gitDir, workTree }: Pick<GitLayout, 'gitDir' | 'workTree'>,
  { branch, root }: { readonly branch: string; readonly root: string },
): Promise<WorkTree | undefined> {
  const head = await ifPresent(readFile(join(gitDir, 'HEAD'), 'utf8'));
  if (workTree === undefined || head?.trim() !== `ref: refs/heads/${branch}`) return undefined;
  return {
    async read(path) {
      const file = join(workTree, root, path);
      const stats = await ifPresent(lstat(file));
      return stats?.isFile() && stats.size <= largestFile ? await readFile(file) : undefined;
    },
    async differing(folder, committed) {
      const { differingFiles } = await import('./differing-files.ts');
      return await differingFiles(folder, committed, { gitDir, workTree, root });
    },
  };
}
