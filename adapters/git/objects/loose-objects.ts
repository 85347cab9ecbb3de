import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { syncFolder } from '../../filesystem/durable-file.ts';
import { makeFolder } from '../../filesystem/make-folder.ts';
import { errnoOf, onDisk } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import { readSmallFile } from '../read-small-file.ts';
import { framed, type GitObject, isOid, type NamedObject, named, type ObjectKind } from './git-object.ts';

/**
 * Files of `objects/xx/`, one object each: `git help gitrepository-layout`. Objects of a registry are small, so they are
 * read and compressed in place: a hand-over to another thread takes longer.
 */
export class LooseObjects {
  readonly #folder: string;

  /** @param folder `objects` of the Git common directory. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  read(oid: Oid): GitObject | undefined {
    const compressed = readSmallFile(this.#pathOf(oid));
    return compressed === undefined ? undefined : parse(oid, compressed);
  }

  /** Each object appears at once and complete. Durable when it resolves. */
  async write(objects: readonly NamedObject[]): Promise<void> {
    const folders = await Promise.all(objects.map((object) => this.#writeOne(object)));
    await Promise.all([...new Set(folders.flat())].map((folder) => syncFolder(folder)));
  }

  async startingWith(prefix: string): Promise<readonly Oid[]> {
    const start = prefix.slice(0, 2);
    const names = (await ifPresent(readdir(join(this.#folder, start)))) ?? [];
    return names.map((name) => start + name).filter((oid): oid is Oid => isOid(oid) && oid.startsWith(prefix));
  }

  #pathOf(oid: Oid): string {
    return join(this.#folder, oid.slice(0, 2), oid.slice(2));
  }

  /** The folders whose entries it changed. */
  async #writeOne(object: NamedObject): Promise<readonly string[]> {
    const path = this.#pathOf(object.oid);
    if (await isFreshened(path)) return [dirname(path)];
    return onDisk(path, async () => {
      const bytes = deflateSync(framed(object), { level: 1 });
      const isNew = await putInFolder(path, bytes);
      return isNew ? [dirname(path), this.#folder] : [dirname(path)];
    });
  }
}

/** Whether the folder had to be made. */
async function putInFolder(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await put(path, bytes);
    return false;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    const made = await makeFolder(dirname(path));
    await put(path, bytes);
    return made !== undefined;
  }
}

/** The scratch file's name is the one that Git gives its own, so that `git prune` clears what a killed process leaves. */
async function put(path: string, bytes: Uint8Array): Promise<void> {
  const scratch = join(dirname(path), `tmp_obj_${randomBytes(6).toString('hex')}`);
  try {
    await writeSynced(scratch, bytes);
    await rename(scratch, path);
  } catch (error) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(path, 'wx', 0o444);
  await handle.writeFile(bytes);
  await handle.sync();
}

/** An object that is there already may be unreachable and old; a new time keeps `git gc` from pruning it meanwhile. */
async function isFreshened(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch {
    return false;
  }
}

function parse(oid: Oid, compressed: Buffer): GitObject {
  const bytes = decompress(oid, compressed);
  const end = bytes.indexOf(0);
  const [kind, size] = bytes.toString('latin1', 0, Math.max(end, 0)).split(' ');
  const body = bytes.subarray(end + 1);
  if (Number(size) !== body.length || named(kind as ObjectKind, body).oid !== oid) throw damaged(oid);
  return { kind: kind as ObjectKind, body };
}

function decompress(oid: Oid, compressed: Buffer): Buffer {
  try {
    return inflateSync(compressed);
  } catch (cause) {
    throw damaged(oid, cause);
  }
}

function damaged(oid: Oid, cause?: unknown): MergelineError {
  return new MergelineError('REPOSITORY_CORRUPT', `The Git object ${oid} is damaged.`, {
    hint: 'Run git fsck. Remove the damaged file below .git/objects and fetch it again from a clone.',
    cause,
  });
}
