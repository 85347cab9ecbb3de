import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Oid } from '../../../core/domain/records.ts';
import { onDisk } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import type { WorkTree } from '../layout/work-trees.ts';
import type { Step } from '../locks/step.ts';
import { diffTrees, type TreeChange } from '../objects/diff-trees.ts';
import { findEntry } from '../objects/find-entry.ts';
import type { ObjectGraph } from '../objects/object-graph.ts';
import { replaceFile } from '../refs/replace-file.ts';
import type { SyncLog } from './sync-log.ts';
import { syncWorkTree } from './sync-work-tree.ts';
import { WorkTreeFiles } from './work-tree-files.ts';

export interface Follower {
  readonly workTree: WorkTree;
  readonly step: Step;
  readonly graph: ObjectGraph;
  readonly log: SyncLog;
}

/** `git commit` reads the index before it locks it; this is how long it may take from one to the other, in milliseconds. */
const readToLock = { least: 8, perMegabyte: 25 };

/** Brings a work tree and its index from one commit to another, under the index lock that the step holds. */
export async function followBranch(
  follower: Follower,
  { from, to }: { from: Oid | undefined; to: Oid | undefined },
): Promise<void> {
  if (from === to) return;
  await rewriteIndex(follower, await changesBetween(follower.graph, from, to));
  const index = await checksumOf(indexOf(follower));
  if (to !== undefined) await follower.log.append({ at: Date.now(), from, to, index });
}

/** Keeps the lock a moment, so that a `git commit` that has read the old index meets it instead of writing the old index back. */
export async function outlastReaders(follower: Follower): Promise<void> {
  const { size } = await stat(indexOf(follower));
  await sleep(readToLock.least + (readToLock.perMegabyte * size) / 1e6);
}

/**
 * Undoes what a `git commit` does that took longer: it fails, as the branch has moved, but has written back an index from
 * before. Told by entries that say what one of our last commits replaced where the work tree holds what the branch holds.
 */
export async function repairStaleIndex(follower: Follower, tip: Oid | undefined): Promise<void> {
  const recent = await follower.log.recent();
  if (tip === undefined || recent.length === 0 || recent.at(-1)?.index === (await checksumOf(indexOf(follower))))
    return;
  const tree = (await follower.graph.commit(tip)).tree;
  const stale: TreeChange[] = [];
  for (const { from, to } of recent) {
    for (const { path, before } of await changesBetween(follower.graph, from, to)) {
      const after = await findEntry(follower.graph, tree, path);
      if (after !== undefined && (await filesOf(follower)?.holds(path, after.oid))) stale.push({ path, before, after });
    }
  }
  if (stale.length > 0) await rewriteIndex(follower, stale);
}

async function rewriteIndex(follower: Follower, changes: readonly TreeChange[]): Promise<void> {
  const { workTree, step, graph } = follower;
  const { gitDir, folder } = workTree;
  const bytes = await onDisk(folder ?? gitDir, () =>
    syncWorkTree({ graph, gitDir, files: filesOf(follower), changes }),
  );
  const index = indexOf(follower);
  if (step.holds(index)) await replaceFile(index, bytes, join(step.folder, 'index'));
}

async function changesBetween(
  graph: ObjectGraph,
  from: Oid | undefined,
  to: Oid | undefined,
): Promise<readonly TreeChange[]> {
  const [before, after] = await Promise.all([from, to].map((oid) => oid && graph.commit(oid)));
  return diffTrees(graph, { before: before?.tree, after: after?.tree }, ['']);
}

function filesOf({ workTree: { folder }, step }: Follower): WorkTreeFiles | undefined {
  return folder === undefined ? undefined : new WorkTreeFiles(folder, join(step.folder, 'file'));
}

function indexOf({ workTree: { gitDir } }: Follower): string {
  return join(gitDir, 'index');
}

/** The twenty bytes at the end of an index, which differ with its content. */
async function checksumOf(index: string): Promise<string> {
  const handle = await ifPresent(open(index));
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(20), 0, 20, Math.max(0, size - 20));
    return buffer.toString('hex');
  } finally {
    await handle.close();
  }
}
