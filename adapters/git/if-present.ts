import { errnoOf, storageError } from '../filesystem/storage-error.ts';

/**
 * What a look at the file system finds; undefined when nothing stands at the path, or a folder where a file is read.
 * @throws MergelineError `STORAGE_FAILED` when the disk does not let us look.
 */
export async function ifPresent<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw storageError((error as NodeJS.ErrnoException).path ?? 'The repository', error);
  }
}

export function isAbsence(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG';
}
