import { MergelineError } from '../../core/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'access is denied',
  EPERM: 'the operation is not permitted',
  EIO: 'the disk reports an input/output error',
  EMFILE: 'too many files are open',
};

/**
 * Runs one operation on the file system.
 * @throws MergelineError `STORAGE_FAILED` that says what the disk answered about `path`.
 */
export async function onDisk<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(path, error);
  }
}

/** Errors of the file system gain a code of ours; all others stay what they are. */
export function storageError(path: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code === undefined) return error;
  return new MergelineError('STORAGE_FAILED', `${path}: ${reasons[code] ?? (error as Error).message}.`, {
    hint: 'Nothing half-written was left. Free some space or check the permissions of the folder, then repeat the command.',
    cause: error,
  });
}

/** `ENOENT`, `ENOSPC` and their like; undefined for what did not come from the operating system. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
