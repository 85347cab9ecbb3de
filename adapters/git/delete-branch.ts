import { readFile, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Oid } from '../../core/domain/records.ts';
import { onDisk } from '../filesystem/storage-error.ts';
import { syncFolder } from '../filesystem/write-synced.ts';
import { ifPresent } from './if-present.ts';
import { workTreesOn } from './layout/work-trees.ts';
import { Step } from './locks/step.ts';
import type { Place } from './move-branch.ts';
import { replaceFile } from './refs/replace-file.ts';

/** Removes a branch that is at `expected` and checked out nowhere, under Git's locks. Only for the holder of the writer lock. */
export async function deleteBranch(ref: string, expected: Oid, { layout, refs }: Place): Promise<boolean> {
  if ((await refs.read(ref)) !== expected || (await workTreesOn(ref, layout)).length > 0) return false;
  const file = join(layout.commonDir, ref);
  const packed = join(layout.commonDir, 'packed-refs');
  const isPacked = (await refs.packed()).has(ref);
  const locks = isPacked ? [file, packed] : [file];
  const step = await Step.begin(layout.commonDir, { ref, from: expected, to: undefined, locks });
  try {
    for (const lock of locks) await step.take(lock);
    if ((await refs.read(ref)) !== expected) return false;
    // The packed line goes first: without the loose file, it would bring an old value back.
    if (isPacked)
      await replaceFile(packed, withoutRef(await readFile(packed, 'utf8'), ref), join(step.folder, 'packed-refs'));
    await onDisk(file, () => ifPresent(unlink(file)));
    await syncFolder(layout.commonDir);
    await rm(join(layout.commonDir, 'logs', ref), { force: true });
    return true;
  } finally {
    await step.end();
    await removeEmptyParents(file, join(layout.commonDir, 'refs/heads'));
  }
}

/** A line of packed-refs goes with the line after it that tells what a tag points at. */
function withoutRef(text: string, ref: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.slice(41) === ref);
  const count = lines[at + 1]?.startsWith('^') ? 2 : 1;
  return at < 0 ? text : lines.toSpliced(at, count).join('\n');
}

async function removeEmptyParents(file: string, top: string): Promise<void> {
  for (let folder = dirname(file); folder.length > top.length; folder = dirname(folder)) {
    const removed = await rmdir(folder)
      .then(() => true)
      .catch(() => false);
    if (!removed) return;
  }
}
