import { readdirSync, renameSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, onDisk } from '../../filesystem/storage-error.ts';
import { syncFolder, writeSynced } from '../../filesystem/write-synced.ts';

/**
 * Puts bytes in the place of a file at once and for good.
 * @param scratch the path of an unfinished file on the same file system.
 */
export async function replaceFile(path: string, bytes: Uint8Array | string, scratch: string): Promise<void> {
  await writeSynced(scratch, bytes, 'w');
  await moveInPlace(scratch, path);
}

/** Empty folders at the path, which Git leaves when refs go, give way. */
export async function moveInPlace(scratch: string, path: string): Promise<void> {
  await onDisk(path, async () => {
    try {
      renameOver(scratch, path);
    } catch (error) {
      await rm(scratch, { force: true }).catch(() => undefined);
      throw error;
    }
  });
  await syncFolder(dirname(path));
}

function renameOver(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'EISDIR') throw error;
    removeEmptyFolders(to);
    renameSync(from, to);
  }
}

function removeEmptyFolders(folder: string): void {
  for (const name of readdirSync(folder)) removeEmptyFolders(join(folder, name));
  rmdirSync(folder);
}
