import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import { ifPresent } from '../if-present.ts';
import { readSmallFile } from '../read-small-file.ts';
import { type GitLayout, workTreeOf } from './find-git-layout.ts';

/** One work tree of a repository, the main one or a linked one. */
export interface WorkTree {
  /** Where its HEAD and index lie. */
  readonly gitDir: string;
  /** Undefined when the folder is gone; its index is still there then. */
  readonly folder: string | undefined;
  /** What its HEAD names; undefined when it names a commit. */
  readonly ref: string | undefined;
}

/** The work trees whose HEAD names the branch. */
export async function workTreesOn(ref: string, layout: GitLayout): Promise<readonly WorkTree[]> {
  return (await listWorkTrees(layout)).filter((it) => it.ref === ref);
}

export async function listWorkTrees(layout: GitLayout): Promise<readonly WorkTree[]> {
  const linked = (await ifPresent(readdir(join(layout.commonDir, 'worktrees')))) ?? [];
  const found: WorkTree[] = [];
  for (const gitDir of [layout.commonDir, ...linked.map((name) => join(layout.commonDir, 'worktrees', name))]) {
    const head = readSmallFile(join(gitDir, 'HEAD'))?.toString();
    if (head === undefined || (gitDir === layout.commonDir && layout.config.flag('core.bare'))) continue;
    const folder = await workTreeOf(gitDir, layout.config);
    const ref = /^ref: (.+)$/m.exec(head)?.[1]?.trim();
    if (folder !== undefined || gitDir !== layout.commonDir) found.push({ gitDir, folder, ref });
  }
  return found;
}

/** Files and folders in a Git directory that tell of a step the person has not ended: `wt_status_get_state` of Git's wt-status.c. */
const unfinished: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'merge',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
};

/** @throws MergelineError `REPOSITORY_UNSUPPORTED` when a person is in the middle of a merge or the like there. */
export async function refuseUnfinished(workTree: WorkTree): Promise<void> {
  const step = await findUnfinished(workTree);
  if (step === undefined) return;
  const { gitDir, folder } = workTree;
  throw new MergelineError('REPOSITORY_UNSUPPORTED', `${folder ?? gitDir} is in the middle of a ${step}.`, {
    hint: `End it with git ${step} --continue, or drop it with git ${step} --abort.`,
  });
}

/** The step, such as `merge`, that a person is in the middle of there. */
export async function findUnfinished({ gitDir }: Pick<WorkTree, 'gitDir'>): Promise<string | undefined> {
  for (const [name, step] of Object.entries(unfinished))
    if ((await ifPresent(stat(join(gitDir, name)))) !== undefined) return step;
  return undefined;
}
