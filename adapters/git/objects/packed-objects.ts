import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { storageError } from '../../filesystem/storage-error.ts';
import { isAbsence } from '../if-present.ts';
import type { GitObject } from './git-object.ts';
import { Pack } from './pack.ts';

/** The objects in the packs of a repository, also in those that are made while it is open. */
export class PackedObjects {
  readonly #folder: string;
  readonly #packs = new Map<string, Pack>();

  /** @param objectsFolder `objects` of the Git common directory. */
  constructor(objectsFolder: string) {
    this.#folder = join(objectsFolder, 'pack');
  }

  /** @throws MergelineError `REPOSITORY_CORRUPT` for a damaged object, `STORAGE_FAILED`. */
  read(oid: Oid): GitObject | undefined {
    return this.#onDisk(() => this.#find(oid) ?? (this.#noticeChanges() ? this.#find(oid) : undefined));
  }

  /** @param prefix at least two hex digits. */
  startingWith(prefix: string): readonly Oid[] {
    return this.#onDisk(() => {
      this.#noticeChanges();
      return [...this.#packs.values()].flatMap((pack) => pack.startingWith(prefix));
    });
  }

  close(): void {
    for (const pack of this.#packs.values()) pack.close();
    this.#packs.clear();
  }

  /** The pack that was of use last is asked first. */
  #find(oid: Oid): GitObject | undefined {
    for (const pack of [...this.#packs.values()].reverse()) {
      const object = pack.read(oid);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  /** Whether there are packs now that were not there before. */
  #noticeChanges(): boolean {
    const names = new Set(this.#list());
    for (const [name, pack] of this.#packs) {
      if (names.has(name)) continue;
      pack.close();
      this.#packs.delete(name);
    }
    const added = [...names].filter((name) => !this.#packs.has(name));
    for (const name of added) this.#open(name);
    return added.length > 0;
  }

  #open(name: string): void {
    try {
      this.#packs.set(name, new Pack(join(this.#folder, name), (oid) => this.#find(oid)));
    } catch (error) {
      // A repack took it away meanwhile; what it held is in another one.
      if (!isAbsence(error)) throw error;
    }
  }

  #list(): readonly string[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => (name.endsWith('.idx') ? name.slice(0, -'.idx'.length) : []));
    } catch (error) {
      if (isAbsence(error)) return [];
      throw error;
    }
  }

  #onDisk<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw storageError(this.#folder, error);
    }
  }
}
