import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, utimesSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { makeFolder } from '../../filesystem/make-folder.ts';
import { onDisk } from '../../filesystem/storage-error.ts';
import { syncFolder, writeSynced } from '../../filesystem/write-synced.ts';
import { ifPresent } from '../if-present.ts';
import { readSmallFile } from '../read-small-file.ts';
import { framed, type GitObject, isOid, type NamedObject, named, type ObjectKind } from './git-object.ts';

/**
 * Files of `objects/xx/`, one object each: `git help gitrepository-layout`. Objects of a registry are small, so they are
 * read, compressed and written in place: a hand-over to another thread takes longer. Only the disk is waited for elsewhere.
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
    const folder = dirname(path);
    if (isFreshened(path)) return [folder];
    return onDisk(path, async () => {
      const made = await makeFolder(folder);
      await put(path, deflateSync(framed(object), { level: 1 }));
      return made === undefined ? [folder] : [folder, this.#folder];
    });
  }
}

/** The scratch file's name is the one that Git gives its own, so that `git prune` clears what a killed process leaves. */
async function put(path: string, bytes: Uint8Array): Promise<void> {
  const scratch = join(dirname(path), `tmp_obj_${randomBytes(6).toString('hex')}`);
  try {
    await writeSynced(scratch, bytes, 'wx', 0o444);
    renameSync(scratch, path);
  } catch (error) {
    await rm(scratch, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** An object that is there already may be unreachable and old; a new time keeps `git gc` from pruning it meanwhile. */
function isFreshened(path: string): boolean {
  if (!existsSync(path)) return false;
  const now = new Date();
  try {
    utimesSync(path, now, now);
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
