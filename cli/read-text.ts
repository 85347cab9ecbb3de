import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { MergelineError } from '../core/errors.ts';

/** In bytes: a million rows of a dozen numbers. Texts are held whole, several times over. */
const textLimit = 64 * 2 ** 20;

/**
 * A text that somebody names on the command line: a file, or a pipe, as `<(…)` of a shell is one.
 * @throws MergelineError `INPUT_INVALID` for what is neither, and for more than 64 MiB.
 */
export async function readText(path: string, cwd: string): Promise<string> {
  const place = resolve(cwd, path);
  const found = await stat(place).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause.code === 'ENOENT' ? 'there is no such file' : cause.message, cause);
  });
  if (found.isDirectory()) throw unreadable(path, 'it is a folder');
  if (!found.isFile() && !found.isFIFO()) throw unreadable(path, 'it is a device, not a file');
  if (found.size > textLimit) throw tooLarge(path);
  try {
    return await readTextFrom(found.isFIFO() ? openPipe(place) : createReadStream(place), path);
  } catch (cause) {
    if (cause instanceof MergelineError) throw cause;
    throw unreadable(path, (cause as Error).message, cause);
  }
}

/** @throws MergelineError `INPUT_INVALID` once it gave more than 64 MiB. */
export async function readTextFrom(stream: Readable, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > textLimit) throw tooLarge(name);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

/** A pipe that nobody writes to would hold up the thread that opens it, and with it the end of the process. */
function openPipe(place: string): Readable {
  const fd = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

function tooLarge(name: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `${name} has more than ${textLimit / 2 ** 20} MiB.`, {
    hint: 'Divide it, and run the command for each part.',
  });
}

function unreadable(path: string, reason: string, cause?: unknown): MergelineError {
  return new MergelineError('INPUT_INVALID', `${path} cannot be read: ${reason}.`, { cause });
}
