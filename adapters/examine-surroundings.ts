import type { Instant } from '../core/domain/manifest.ts';
import type { IdentitySource, Surroundings } from '../core/ports/surroundings.ts';
import type { GitLayout } from './git/layout/find-git-layout.ts';
import { findUnfinished, listWorkTrees } from './git/layout/work-trees.ts';
import { remoteChoiceOf } from './git/remote-choice.ts';

/** What stands around a registry on this machine: who is known to act, where writes go, and what would stop them. */
export async function examineSurroundings(
  layout: GitLayout,
  identity: IdentitySource,
  fetchedAt: Instant | undefined,
): Promise<Surroundings> {
  const choice = remoteChoiceOf(layout.config);
  const unfinished = [];
  for (const workTree of await listWorkTrees(layout)) {
    const step = await findUnfinished(workTree);
    if (step !== undefined) unfinished.push({ folder: workTree.folder ?? workTree.gitDir, step });
  }
  return { identity, writes: choice.kind === 'remote' && fetchedAt ? { ...choice, fetchedAt } : choice, unfinished };
}
