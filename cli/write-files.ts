import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFile, writeDurableFile } from '../adapters/filesystem/durable-file.ts';
import { nearestPlace } from '../adapters/filesystem/make-folder.ts';
import type { PullAnswer } from '../core/answers.ts';
import { parseArtifactPath } from '../core/domain/artifact-path.ts';
import type { Digest } from '../core/domain/digest.ts';
import { MergelineError } from '../core/errors.ts';

export interface WrittenFile {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  /** False when the same bytes were there already. */
  readonly written: boolean;
}

export interface WriteOptions {
  readonly force: boolean;
  readonly onProgress: (path: string, bytes: number, size: number) => void;
}

/**
 * Writes verified files below a folder, each at once or not at all.
 * @throws MergelineError before anything is written: `ALREADY_EXISTS` when a file with other content is in the way,
 * `INPUT_INVALID` when a file stands where a folder must be, or the other way round.
 */
export async function writeFiles(
  files: PullAnswer['files'],
  folder: string,
  { force, onProgress }: WriteOptions,
): Promise<readonly WrittenFile[]> {
  const places = files.map((file) => ({ file, place: join(folder, parseArtifactPath(file.path)) }));
  for (const { place } of places) await requireRoom(place);
  const present = await Promise.all(places.map(({ place }) => digestOfFile(place)));
  const inTheWay = places.filter(({ file }, at) => present[at] !== undefined && present[at] !== file.digest);
  if (inTheWay.length > 0 && !force) throw alreadyThere(inTheWay.map(({ place }) => place));
  const written: WrittenFile[] = [];
  for (const [at, { file, place }] of places.entries()) {
    const { path, digest, size } = file;
    const needed = present[at] !== digest;
    if (needed) await writeDurableFile(place, counted(file, onProgress), folder);
    written.push({ path, digest, size, written: needed });
  }
  return written;
}

async function requireRoom(place: string): Promise<void> {
  const nearest = await nearestPlace(place);
  const isFolder = (await stat(nearest)).isDirectory();
  if (isFolder !== (nearest === place)) return;
  throw new MergelineError(
    'INPUT_INVALID',
    isFolder ? `${place} is a folder, and a file is to go there.` : `${nearest} is a file, so nothing goes below it.`,
    { hint: 'Give another folder with --output.' },
  );
}

async function* counted(
  { path, size, open }: PullAnswer['files'][number],
  onProgress: WriteOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of open()) {
    bytes += chunk.length;
    onProgress(path, bytes, size);
    yield chunk;
  }
}

async function digestOfFile(place: string): Promise<Digest | undefined> {
  const bytes = await openFile(place);
  if (bytes === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

function alreadyThere(places: readonly string[]): MergelineError {
  return new MergelineError('ALREADY_EXISTS', `${places[0]} is there already, with other content.`, {
    details: places.map((file) => ({ file, message: 'has other content' })),
    hint: 'Give another folder with --output, or replace the files with --force.',
  });
}
