import { errnoOf } from '../filesystem/storage-error.ts';

/** What a look at the file system finds; undefined when nothing stands at the path. */
export async function ifPresent<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
