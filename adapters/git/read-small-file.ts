import { readFileSync } from 'node:fs';
import { storageError } from '../filesystem/storage-error.ts';
import { isAbsence } from './if-present.ts';

/**
 * A ref, a HEAD, a lock: read in place, because a hand-over to another thread takes ten times as long as the read.
 * Undefined when there is no such file.
 * @throws MergelineError `STORAGE_FAILED`.
 */
export function readSmallFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw storageError(path, error);
  }
}
