import type { BigIntStats } from 'node:fs';
import { chmod, link, lstat, mkdir, open, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { errnoOf } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import { named } from '../objects/git-object.ts';
import { fromRaw, type RawPath } from '../objects/raw-path.ts';
import { faultOfPath } from '../objects/safe-path.ts';

/** What stands at a path of a work tree. `unreachable`: behind a link or a file, or not for us to touch. */
export type Found =
  | { readonly kind: 'file'; readonly stats: BigIntStats }
  | { readonly kind: 'absent' | 'other' | 'unreachable' };

/** The files of one work tree. No path leads out of it: every folder on the way is looked at and must be one, not a link. */
export class WorkTreeFiles {
  readonly #folder: string;
  readonly #scratch: string;

  /** @param scratch path for an unfinished file, outside of the work tree. */
  constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  async look(path: RawPath): Promise<Found> {
    if (faultOfPath(fromRaw(path)) !== undefined || !(await this.#leadsThroughFolders(path)))
      return { kind: 'unreachable' };
    const stats = await ifPresent(lstat(this.#pathOf(path), { bigint: true }));
    if (stats === undefined) return { kind: 'absent' };
    return stats.isFile() ? { kind: 'file', stats } : { kind: 'other' };
  }

  /** Whether a file with these bytes stands at the path. */
  async holds(path: RawPath, blob: Oid): Promise<boolean> {
    const bytes = (await this.look(path)).kind === 'file' ? await this.read(path) : undefined;
    return bytes !== undefined && named('blob', bytes).oid === blob;
  }

  read(path: RawPath): Promise<Buffer | undefined> {
    return ifPresent(readFile(this.#pathOf(path)));
  }

  /** Makes the file, or takes the place of one; false when something else came between. Look first. */
  async write(
    path: RawPath,
    bytes: Uint8Array,
    { executable, replace }: { executable: boolean; replace: boolean },
  ): Promise<boolean> {
    const target = this.#pathOf(path);
    await this.#makeFolders(path);
    await rm(this.#scratch, { force: true });
    await writeNew(this.#scratch, bytes);
    if (executable) await chmod(this.#scratch, 0o777 & ~process.umask());
    try {
      if (replace) await rename(this.#scratch, target);
      else await link(this.#scratch, target);
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EEXIST' || code === 'EISDIR' || code === 'ENOTDIR') return false;
      if (code === 'ENOENT') throw error;
      await this.#writeInPlace(target, bytes, replace);
    }
    await rm(this.#scratch, { force: true });
    return true;
  }

  /** Removes the file, and the folders that become empty. */
  async remove(path: RawPath): Promise<void> {
    await ifPresent(unlink(this.#pathOf(path)));
    for (let names = path.split('/').slice(0, -1); names.length > 0; names = names.slice(0, -1)) {
      const removed = await rmdir(this.#pathOf(names.join('/')))
        .then(() => true)
        .catch(() => false);
      if (!removed) return;
    }
  }

  #pathOf(path: RawPath): string {
    return join(this.#folder, fromRaw(path));
  }

  async #leadsThroughFolders(path: RawPath): Promise<boolean> {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      const stats = await ifPresent(lstat(this.#pathOf(names.slice(0, depth).join('/'))));
      if (stats === undefined) return true;
      if (!stats.isDirectory()) return false;
    }
    return true;
  }

  async #makeFolders(path: RawPath): Promise<void> {
    const folder = path.split('/').slice(0, -1).join('/');
    if (folder !== '') await mkdir(this.#pathOf(folder), { recursive: true });
  }

  /** For a work tree on another file system than its repository, or on one without hard links. */
  async #writeInPlace(target: string, bytes: Uint8Array, replace: boolean): Promise<void> {
    if (replace) await unlink(target);
    await writeNew(target, bytes);
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(path, 'wx');
  await handle.writeFile(bytes);
}
