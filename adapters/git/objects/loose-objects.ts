import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import { syncFolder } from '../../filesystem/durable-file.ts';
import { onDisk } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import { framed, type GitObject, isOid, type NamedObject, type ObjectKind } from './git-object.ts';

const compress = promisify(deflate);
const decompress = promisify(inflate);

/** Files of `objects/xx/`, one object each: `git help gitrepository-layout`. */
export class LooseObjects {
  readonly #folder: string;

  /** @param folder `objects` of the Git common directory. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(oid: Oid): Promise<GitObject | undefined> {
    const compressed = await ifPresent(readFile(this.#pathOf(oid)));
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
      const made = await mkdir(dirname(path), { recursive: true });
      // The name that Git gives its own scratch files, so that `git prune` clears what a killed process leaves.
      const scratch = join(dirname(path), `tmp_obj_${randomBytes(6).toString('hex')}`);
      try {
        await writeScratch(scratch, await compress(framed(object), { level: 1 }));
        await rename(scratch, path);
      } catch (error) {
        await rm(scratch, { force: true }).catch(() => undefined);
        throw error;
      }
      return made === undefined ? [dirname(path)] : [dirname(path), this.#folder];
    });
  }
}

async function writeScratch(path: string, bytes: Uint8Array): Promise<void> {
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

async function parse(oid: Oid, compressed: Buffer): Promise<GitObject> {
  const bytes = await decompress(compressed).catch((cause: unknown) => {
    throw damaged(oid, cause);
  });
  const end = bytes.indexOf(0);
  const [kind, size] = bytes.toString('latin1', 0, Math.max(end, 0)).split(' ');
  const body = bytes.subarray(end + 1);
  if (Number(size) !== body.length) throw damaged(oid);
  return { kind: kind as ObjectKind, body };
}

function damaged(oid: Oid, cause?: unknown): MergelineError {
  return new MergelineError('REPOSITORY_CORRUPT', `The Git object ${oid} is damaged.`, {
    hint: 'Run git fsck. Remove the damaged file below .git/objects and fetch it again from a clone.',
    cause,
  });
}
