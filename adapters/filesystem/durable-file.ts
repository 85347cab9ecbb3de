import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { errnoOf, onDisk } from './storage-error.ts';
import { syncFolder } from './write-synced.ts';

/** Large enough that system calls do not count, small enough that a stream keeps few of them. */
const readSize = 1024 * 1024;

/** A writer that died leaves its scratch file; a living one touches it all the time. */
const abandonedAfter = 24 * 60 * 60 * 1000;

/**
 * Puts a file in place at once and for good: scratch file, fsync, rename, fsync of the folder. Readers see all of the
 * bytes or none; an existing file is replaced.
 * @param scratch a folder on the same file system.
 * @throws MergelineError `STORAGE_FAILED`, or whatever `chunks` throws; nothing is left then.
 */
export async function writeDurableFile(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  scratch: string,
): Promise<void> {
  const folder = dirname(path);
  await makeDurableFolder(scratch);
  await makeDurableFolder(folder);
  const temporary = join(scratch, `${process.pid}-${randomUUID()}`);
  try {
    await writeThrough(temporary, chunks);
    await onDisk(path, () => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** The bytes of a file, or undefined when there is none. */
export async function openFile(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const handle = await openExisting(path);
  return handle && readThrough(path, handle);
}

/** Size in bytes of a regular file; undefined when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    return onDisk(path, () => Promise.reject(error));
  }
}

/** Removes what killed writers left behind, a day later. */
export async function sweepScratch(scratch: string): Promise<void> {
  const names = await readdir(scratch).catch(() => []);
  for (const name of names) {
    const path = join(scratch, name);
    const age = await stat(path)
      .then(({ mtimeMs }) => Date.now() - mtimeMs)
      .catch(() => 0);
    if (age > abandonedAfter) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Each new folder is an entry of its parent that has to survive as well. */
async function makeDurableFolder(folder: string): Promise<void> {
  const first = await onDisk(folder, () => makeFolder(folder));
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Writes one chunk while the next one is read and hashed. */
async function writeThrough(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const handle = await onDisk(path, () => open(path, 'wx'));
  try {
    let pending = Promise.resolve();
    for await (const chunk of chunks) {
      await pending;
      pending = onDisk(path, () => writeAll(handle, chunk));
      // Awaited with the next chunk; until then a failure must not count as unhandled.
      pending.catch(() => undefined);
    }
    await pending;
    await onDisk(path, () => handle.sync());
  } finally {
    await onDisk(path, () => handle.close());
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, at);
    at += bytesWritten;
  }
}

/** Reads one chunk while the one before is hashed. */
async function* readThrough(path: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  const readNext = () => {
    const reading = onDisk(path, () => handle.read(Buffer.allocUnsafeSlow(readSize), 0, readSize, null));
    // Awaited in the next round; until then a failure must not count as unhandled.
    reading.catch(() => undefined);
    return reading;
  };
  try {
    let next = readNext();
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      next = readNext();
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isAbsence(error)) return undefined;
    return onDisk(path, () => Promise.reject(error));
  }
}

function isAbsence(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
