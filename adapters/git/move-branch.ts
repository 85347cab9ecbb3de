import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import { syncFolder } from '../filesystem/durable-file.ts';
import { onDisk } from '../filesystem/storage-error.ts';
import type { GitLayout } from './layout/find-git-layout.ts';
import { refuseUnfinished, type WorkTree, workTreesOn } from './layout/work-trees.ts';
import { Step } from './locks/step.ts';
import { diffTrees } from './objects/diff-trees.ts';
import type { ObjectGraph } from './objects/object-graph.ts';
import type { RefFiles } from './refs/ref-files.ts';
import { appendReflog, type Move } from './refs/reflog.ts';
import { replaceFile } from './refs/replace-file.ts';
import { readIndex, syncWorkTree } from './work-tree/sync-work-tree.ts';
import { WorkTreeFiles } from './work-tree/work-tree-files.ts';

export interface Place {
  readonly layout: GitLayout;
  readonly refs: RefFiles;
  readonly graph: ObjectGraph;
}

/**
 * Compare-and-swap of one branch, under the locks that Git itself takes, and in its order: the index of every work tree that
 * has the branch checked out, then the ref. Only for the holder of the writer lock.
 * @returns whether the branch moved; it did not when it was no longer at `move.from`.
 */
export async function moveBranch(branch: string, move: Move, place: Place): Promise<boolean> {
  const { layout, refs } = place;
  const { name: ref } = await refs.find(branch);
  const workTrees = await workTreesOn(ref, layout);
  await Promise.all(workTrees.map((workTree) => refuseUnusable(workTree)));
  const refFile = join(layout.commonDir, ref);
  const indexes = workTrees.map(({ gitDir }) => join(gitDir, 'index'));
  const step = await Step.begin(layout.commonDir, { ref, from: move.from, to: move.to, locks: [...indexes, refFile] });
  let moved = false;
  try {
    for (const index of indexes) await step.take(index);
    await step.take(refFile);
    if ((await refs.find(ref)).oid !== move.from) return false;
    await writeRef(step, { ref, workTrees }, move, place);
    moved = true;
    await step.release(refFile);
    await bringWorkTreesAlong(step, workTrees, place);
  } catch (error) {
    // Once the ref has moved the commit stands. What is left of the step is ended by the next opening, as after a kill.
    if (moved) return true;
    await step.end();
    throw error;
  }
  await step.end();
  return moved;
}

async function refuseUnusable(workTree: WorkTree): Promise<void> {
  await refuseUnfinished(workTree);
  await readIndex(workTree.gitDir);
}

async function writeRef(
  step: Step,
  { ref, workTrees }: { ref: string; workTrees: readonly WorkTree[] },
  move: Move,
  { layout, refs }: Place,
): Promise<void> {
  const { commonDir, config } = layout;
  const inTheWay = move.from === undefined ? await refs.inTheWayOf(ref) : undefined;
  if (inTheWay !== undefined) {
    throw new MergelineError('ALREADY_EXISTS', `There cannot be a branch ${ref} beside ${inTheWay}.`, {
      hint: 'Choose another name, or delete the other branch.',
    });
  }
  await appendReflog({ gitDir: commonDir, ref }, move, config);
  for (const { gitDir } of workTrees) await appendReflog({ gitDir, ref: 'HEAD' }, move, config);
  const file = join(commonDir, ref);
  const made = await onDisk(file, () => mkdir(dirname(file), { recursive: true }));
  await replaceFile(file, `${move.to}\n`, join(step.folder, 'ref'));
  if (made !== undefined) await syncFolder(dirname(made));
}

/** Ends what a killed writer began: its locks go, and work trees whose index it still held locked follow the branch. */
export async function endUnfinishedStep(place: Place): Promise<void> {
  const step = await Step.unfinished(place.layout.commonDir);
  if (step === undefined) return;
  if (step.intent.ref !== '') await bringWorkTreesAlong(step, await workTreesOn(step.intent.ref, place.layout), place);
  await step.clear();
}

/** Only where the step still holds the index: it does so until the index has followed. */
async function bringWorkTreesAlong(step: Step, workTrees: readonly WorkTree[], { refs, graph }: Place): Promise<void> {
  const { from, to, ref } = step.intent;
  const tip = (await refs.find(ref)).oid;
  if (tip === undefined || to === undefined || tip === from) return;
  const treeOf = async (oid: Oid | undefined) => (oid === undefined ? undefined : (await graph.commit(oid)).tree);
  const changes = await diffTrees(graph, { before: await treeOf(from), after: await treeOf(tip) }, ['']);
  for (const { gitDir, folder } of workTrees) {
    const index = join(gitDir, 'index');
    if (!(await step.holds(index))) continue;
    const files = folder === undefined ? undefined : new WorkTreeFiles(folder, join(step.folder, 'file'));
    const bytes = await onDisk(folder ?? gitDir, () => syncWorkTree({ graph, gitDir, files, changes }));
    if (await step.holds(index)) await replaceFile(index, bytes, join(step.folder, 'index'));
    await step.release(index);
  }
}
