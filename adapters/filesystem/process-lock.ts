import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MergelineError } from '../../core/errors.ts';
import { makeFolder } from './make-folder.ts';
import { onDisk } from './storage-error.ts';

export interface LockOptions {
  /** In milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** SQLite's SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

/**
 * Runs `action` while no other process, and nothing else in this one, holds the lock. The lock is SQLite's own on a
 * database that stays empty, so the kernel frees it when its holder is killed.
 * @throws MergelineError `BUSY` after `timeout`.
 */
export async function withProcessLock<T>(
  file: string,
  action: () => Promise<T>,
  { timeout = 30_000, signal }: LockOptions = {},
): Promise<T> {
  await onDisk(file, () => makeFolder(dirname(file)));
  const { DatabaseSync } = await import('node:sqlite');
  using database = onDatabase(file, () => new DatabaseSync(file, { timeout: 0 }));
  const deadline = Date.now() + timeout;
  while (!onDatabase(file, () => tryBegin(database))) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) {
      throw new MergelineError('BUSY', `Another process held ${file} for ${timeout / 1000} s.`, {
        hint: 'Wait until the other command is done, or end it.',
      });
    }
    await sleep(2 + Math.random() * 10);
  }
  try {
    return await action();
  } finally {
    database.exec('ROLLBACK');
  }
}

function tryBegin(database: { exec(sql: string): void }): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (errcodeOf(error) === sqliteBusy) return false;
    throw error;
  }
}

function onDatabase<T>(file: string, operation: () => T): T {
  try {
    return operation();
  } catch (cause) {
    throw new MergelineError('STORAGE_FAILED', `${file} cannot be locked: ${(cause as Error).message}.`, {
      hint: 'Check that the folder is writable and on a local disk.',
      cause,
    });
  }
}

/** The primary result code, in the lowest eight bits of an extended one. */
function errcodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}
