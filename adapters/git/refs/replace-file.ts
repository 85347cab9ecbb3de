import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../filesystem/durable-file.ts';
import { errnoOf, onDisk } from '../../filesystem/storage-error.ts';

/**
 * Puts bytes in the place of a file at once and for good. Empty folders at the path, which Git leaves when refs go, give way.
 * @param scratch the path of an unfinished file on the same file system.
 */
export async function replaceFile(path: string, bytes: Uint8Array | string, scratch: string): Promise<void> {
  await onDisk(path, async () => {
    try {
      await writeSynced(scratch, bytes);
      await renameOver(scratch, path);
    } catch (error) {
      await rm(scratch, { force: true }).catch(() => undefined);
      throw error;
    }
  });
  await syncFolder(dirname(path));
}

async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  await using handle = await open(path, 'w');
  await handle.writeFile(bytes);
  await handle.sync();
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
