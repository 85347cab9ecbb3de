import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Removal, WhyWanted } from '../../core/ports/artifact-store.ts';
import { fileSize } from './durable-file.ts';
import { makeFolder } from './make-folder.ts';
import { errnoOf, onDisk } from './storage-error.ts';
import { syncFolder } from './write-synced.ts';

/**
 * Removes a file that others may be about to refer to. It is put aside first and asked for then: whoever found it before
 * has referred to it by now, and it comes back; whoever refers to it later has to see that it is gone. Each removal has a
 * name of its own aside, so that none deletes what another took; what a killed one left there is dealt with by the next.
 * @param aside a folder on the same file system.
 * @throws MergelineError `STORAGE_FAILED`, or whatever `whyWanted` throws; the file is in its place then.
 */
export async function removeFile(path: string, aside: string, whyWanted: WhyWanted): Promise<Removal> {
  const taken = await leftAside(path, aside);
  const isThere = (await fileSize(path)) !== undefined;
  if (!isThere && taken.length === 0) return { outcome: 'absent' };
  if (taken.length === 0) {
    const why = await whyWanted();
    if (why !== undefined) return { outcome: 'kept', why };
  }
  if (isThere) {
    const own = join(aside, `${basename(path)}.${randomUUID()}`);
    await onDisk(aside, () => makeFolder(aside));
    await move(path, own);
    taken.push(own);
  }
  return await decide(path, taken, whyWanted);
}

async function decide(path: string, taken: readonly string[], whyWanted: WhyWanted): Promise<Removal> {
  const giveBack = async () => {
    for (const file of taken) await move(file, path);
  };
  const why = await whyWanted().catch(async (error: unknown) => {
    await giveBack();
    throw error;
  });
  if (why !== undefined) {
    await giveBack();
    return { outcome: 'kept', why };
  }
  for (const file of taken) await onDisk(file, () => rm(file, { force: true }));
  return { outcome: 'removed' };
}

async function leftAside(path: string, aside: string): Promise<string[]> {
  const names = await readdir(aside).catch(() => []);
  return names.filter((name) => name.startsWith(`${basename(path)}.`)).map((name) => join(aside, name));
}

/** Another process that removes the same file may have been faster. */
async function move(from: string, to: string): Promise<void> {
  await onDisk(from, async () => {
    try {
      await rename(from, to);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  });
  await syncFolder(dirname(from));
  await syncFolder(dirname(to));
}
