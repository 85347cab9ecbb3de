import { open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeDurableFile } from '../adapters/filesystem/durable-file.ts';
import { MergelineError } from '../core/errors.ts';

const beginning = '<!doctype html>';

/**
 * Writes a page, all of it or nothing. A page that is there is replaced.
 * @returns where it lies, in full.
 * @throws MergelineError `ALREADY_EXISTS` when something else than a page is in the way.
 */
export async function writePage(text: string, path: string, cwd: string): Promise<string> {
  const place = resolve(cwd, path);
  if (!(await mayReplace(place))) {
    throw new MergelineError('ALREADY_EXISTS', `${place} is there already, and is no page.`, {
      hint: 'Give another file, such as comparison.html.',
    });
  }
  await writeDurableFile(place, [new TextEncoder().encode(text)], dirname(place));
  return place;
}

async function mayReplace(place: string): Promise<boolean> {
  try {
    // A pipe or a device is never opened: a pipe waits for whoever writes into it.
    if (!(await stat(place)).isFile()) return false;
    await using file = await open(place, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
    return bytesRead === 0 || buffer.toString('latin1').toLowerCase() === beginning;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return true;
    if (code === 'EACCES') return false;
    throw error;
  }
}
