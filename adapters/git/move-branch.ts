import { dirname, join } from 'node:path';
import { MergelineError } from '../../core/errors.ts';
import { makeFolder } from '../filesystem/make-folder.ts';
import { onDisk } from '../filesystem/storage-error.ts';
import { syncFolder } from '../filesystem/write-synced.ts';
import type { GitLayout } from './layout/find-git-layout.ts';
import { listWorkTrees, refuseUnfinished, type WorkTree, workTreesOn } from './layout/work-trees.ts';
import { Step } from './locks/step.ts';
import type { ObjectGraph } from './objects/object-graph.ts';
import type { RefFiles } from './refs/ref-files.ts';
import { appendReflog, type Move } from './refs/reflog.ts';
import { moveInPlace } from './refs/replace-file.ts';
import { type Follower, followBranch, outlastReaders, repairStaleIndex } from './work-tree/follow-branch.ts';
import { SyncLog } from './work-tree/sync-log.ts';
import { readIndex } from './work-tree/sync-work-tree.ts';

export interface Place {
  readonly layout: GitLayout;
  readonly refs: RefFiles;
  readonly graph: ObjectGraph;
}

/**
 * Compare-and-swap of one branch, under the locks that Git itself takes, and in its order: the index of every work tree that
 * has the branch checked out, then the ref. The work trees go first and the ref last, so that whoever reads the new ref and
 * then the index never finds an old index. Only for the holder of the writer lock.
 * @returns whether the branch moved; it did not when it was no longer at `move.from`.
 */
export async function moveBranch(branch: string, move: Move, place: Place): Promise<boolean> {
  const { layout, refs } = place;
  const { name: ref } = await refs.find(branch);
  if (move.from === undefined) await refuseOverlap(ref, refs);
  const workTrees = await workTreesOn(ref, layout);
  await Promise.all(workTrees.map((workTree) => refuseUnusable(workTree)));
  const refFile = join(layout.commonDir, ref);
  const indexes = workTrees.map(indexOf);
  const intent = { ref, from: move.from, to: move.to, locks: [...indexes, refFile] };
  const step = await Step.begin(layout.commonDir, intent, { ref: `${move.to}\n` });
  const followers = workTrees.map((workTree) => followerOf(workTree, step, place));
  try {
    for (const index of indexes) await step.take(index);
    for (const follower of followers) await repairStaleIndex(follower, move.from);
    await step.take(refFile);
    if ((await refs.find(ref)).oid !== move.from) {
      await step.end();
      return false;
    }
    await moveUnderLocks(step, { ref, followers }, move, place);
  } catch (error) {
    await settle(step, place);
    throw error;
  }
  // The commit stands. Locks that cannot be released are left for the next opening, which ends the step.
  await finish(step, refFile, followers).catch(() => undefined);
  return true;
}

async function moveUnderLocks(
  step: Step,
  { ref, followers }: { ref: string; followers: readonly Follower[] },
  move: Move,
  { layout: { commonDir, config } }: Place,
): Promise<void> {
  const [file, scratch] = [join(commonDir, ref), join(step.folder, 'ref')];
  const made = await onDisk(file, () => makeFolder(dirname(file)));
  await appendReflog({ gitDir: commonDir, ref }, move, config);
  for (const { workTree } of followers) await appendReflog({ gitDir: workTree.gitDir, ref: 'HEAD' }, move, config);
  for (const follower of followers) await followBranch(follower, move);
  await moveInPlace(scratch, file);
  if (made !== undefined) await syncFolder(dirname(made));
}

async function finish(step: Step, refFile: string, followers: readonly Follower[]): Promise<void> {
  await step.release(refFile);
  await Promise.all(followers.map((follower) => outlastReaders(follower)));
  await step.end();
}

/** A file cannot be a folder, so `a` and `a/b` cannot both be branches. */
async function refuseOverlap(ref: string, refs: RefFiles): Promise<void> {
  const other = await refs.inTheWayOf(ref);
  if (other === undefined) return;
  throw new MergelineError('ALREADY_EXISTS', `There cannot be a branch ${ref} beside ${other}.`, {
    hint: 'Choose another name, or delete the other branch.',
  });
}

async function refuseUnusable(workTree: WorkTree): Promise<void> {
  await refuseUnfinished(workTree);
  await readIndex(workTree.gitDir);
}

/** Whether a killed writer, or a git command that ran beside a writer, may have left something to put right. */
export async function needsRepair(place: Place): Promise<boolean> {
  if (Step.unfinished(place.layout.commonDir) !== undefined) return true;
  const logs = (await listWorkTrees(place.layout)).map((workTree) => logOf(workTree, place).isFresh());
  return (await Promise.all(logs)).includes(true);
}

/** Ends what a killed writer began. */
export async function endUnfinishedStep(place: Place): Promise<void> {
  const step = Step.unfinished(place.layout.commonDir);
  if (step === undefined) return;
  await bringToTip(step, place);
  await step.clear();
}

/** After a failure. What the disk does not even let us undo is left, with its locks, for the next opening to end. */
async function settle(step: Step, place: Place): Promise<void> {
  try {
    await bringToTip(step, place);
    await step.clear();
  } catch {
    // The failure that brought us here is the one to tell of.
  }
}

/** Work trees whose index the step still holds go to where the branch is, before or after its move. */
async function bringToTip(step: Step, place: Place): Promise<void> {
  const { from, to, ref } = step.intent;
  // A `git prune` may have taken a commit that never came onto the branch.
  if (to === undefined || (await place.graph.findCommit(to)) === undefined) return;
  const tip = (await place.refs.find(ref)).oid;
  for (const workTree of await workTreesOn(ref, place.layout)) {
    if (!step.holds(indexOf(workTree))) continue;
    for (const other of [from, to]) await followBranch(followerOf(workTree, step, place), { from: other, to: tip });
    await step.release(indexOf(workTree));
  }
}

/**
 * Puts right what a git command that ran beside our last commits did to an index; see `repairStaleIndex`.
 * @throws MergelineError `BUSY` when a git command is at the index right now.
 */
export async function repairStaleIndexes(place: Place): Promise<void> {
  const { layout, refs } = place;
  for (const workTree of await listWorkTrees(layout)) {
    if (workTree.ref === undefined || !(await logOf(workTree, place).isFresh())) continue;
    const tip = (await refs.find(workTree.ref)).oid;
    const intent = { ref: workTree.ref, from: tip, to: tip, locks: [indexOf(workTree)] };
    const step = await Step.begin(layout.commonDir, intent);
    try {
      await step.take(indexOf(workTree), 0);
      await repairStaleIndex(followerOf(workTree, step, place), tip);
    } finally {
      await step.end();
    }
  }
}

function indexOf({ gitDir }: WorkTree): string {
  return join(gitDir, 'index');
}

function followerOf(workTree: WorkTree, step: Step, place: Place): Follower {
  return { workTree, step, graph: place.graph, log: logOf(workTree, place) };
}

function logOf({ gitDir }: WorkTree, { layout }: Place): SyncLog {
  return new SyncLog(layout.commonDir, gitDir);
}
