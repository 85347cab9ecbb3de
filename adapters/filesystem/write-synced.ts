import { closeSync, fsync, openSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { onDisk } from './storage-error.ts';

const waitForDisk = promisify(fsync);

/**
 * Writes a small file down to the disk.
 * @param flags of `open`: `wx` for a file that must be new.
 * @throws MergelineError `STORAGE_FAILED`.
 */
export function writeSynced(path: string, bytes: Uint8Array | string, flags: 'w' | 'wx', mode?: number): Promise<void> {
  return onDisk(path, () => synced(openSync(path, flags, mode), (file) => writeFileSync(file, bytes)));
}

/** Makes entries of a folder survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await onDisk(folder, () => synced(openSync(folder, 'r')));
}

/** Only the wait for the disk is handed to another thread: each of the other calls takes a tenth of what a hand-over does. */
async function synced(file: number, change?: (file: number) => void): Promise<void> {
  try {
    change?.(file);
    await waitForDisk(file);
  } finally {
    closeSync(file);
  }
}
