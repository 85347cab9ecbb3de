import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../filesystem/durable-file.ts';
import { errnoOf, onDisk } from '../../filesystem/storage-error.ts';

/**
 * Puts bytes in the place of a file at once and for good.
 * @param scratch the path of an unfinished file on the same file system.
 */
export async function replaceFile(path: string, bytes: Uint8Array | string, scratch: string): Promise<void> {
  await writeScratch(scratch, bytes);
  await moveInPlace(scratch, path);
}

/** Writes a file that is to take another's place, down to the disk. */
export async function writeScratch(scratch: string, bytes: Uint8Array | string): Promise<void> {
  await onDisk(scratch, async () => {
    await using handle = await open(scratch, 'w');
    await handle.writeFile(bytes);
    await handle.sync();
  });
}

/** Empty folders at the path, which Git leaves when refs go, give way. */
export async function moveInPlace(scratch: string, path: string): Promise<void> {
  await onDisk(path, async () => {
    try {
      await renameOver(scratch, path);
    } catch (error) {
      await rm(scratch, { force: true }).catch(() => undefined);
      throw error;
    }
  });
  await syncFolder(dirname(path));
}

async function renameOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'EISDIR') throw error;
    await removeEmptyFolders(to);
    await rename(from, to);
  }
}

async function removeEmptyFolders(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await removeEmptyFolders(join(folder, name));
  await rmdir(folder);
}
