import type { Hash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import { onDisk } from '../filesystem/storage-error.ts';

/**
 * Bytes that came as a stream and are read here and there, in a file that only this process has: nobody changes them
 * once they were verified, and however the process ends, nothing is left.
 */
export class SpooledFile {
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Every byte goes into `hash`. @throws MergelineError `STORAGE_FAILED`; what reading the source throws. */
  static async write(
    open: OpenBytes,
    { hash, signal }: { readonly hash: Hash; readonly signal?: AbortSignal | undefined },
  ): Promise<SpooledFile> {
    const handle = await openNameless();
    let size = 0;
    try {
      for await (const chunk of open()) {
        signal?.throwIfAborted();
        hash.update(chunk);
        size += chunk.length;
        await onDisk(tmpdir(), () => handle.writeFile(chunk));
      }
      return new SpooledFile(handle, size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The bytes from `start` on, fewer than asked where the file ends. */
  async read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - start)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new Error('the temporary file ended early');
      filled += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** An open file that no folder knows. */
async function openNameless(): Promise<FileHandle> {
  const folder = await onDisk(tmpdir(), () => mkdtemp(join(tmpdir(), 'mergeline-')));
  try {
    return await open(join(folder, 'data'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
