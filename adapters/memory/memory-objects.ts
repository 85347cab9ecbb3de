import type { Oid } from '../../core/domain/records.ts';
import type { GitObject, NamedObject } from '../git/objects/git-object.ts';
import type { ObjectDatabase } from '../git/objects/object-database.ts';

export class MemoryObjects implements ObjectDatabase {
  readonly #objects = new Map<Oid, GitObject>();

  async read(oid: Oid): Promise<GitObject | undefined> {
    return this.#objects.get(oid);
  }

  async write(objects: readonly NamedObject[]): Promise<void> {
    for (const { oid, kind, body } of objects) this.#objects.set(oid, { kind, body });
  }

  async startingWith(prefix: string): Promise<readonly Oid[]> {
    return [...this.#objects.keys()].filter((oid) => oid.startsWith(prefix));
  }
}
