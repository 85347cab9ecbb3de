import { mkdirSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './storage-error.ts';

/**
 * Makes a folder and those above it that are missing. Node says of a read-only disk only that the folder is not there, so
 * the one that would have to take it is asked why.
 * @returns the topmost folder that was made, or undefined when all of them were there.
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') await access(await nearestPlace(folder), constants.W_OK);
    throw error;
  }
}

/** What there is of a path: itself, or the nearest thing above it. */
export async function nearestPlace(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || path === dirname(path) ? path : await nearestPlace(dirname(path));
}
