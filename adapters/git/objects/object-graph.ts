import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { Commit } from '../../../core/ports/repository.ts';
import { decodeCommit } from './commit-codec.ts';
import type { GitObject, NamedObject, ObjectKind } from './git-object.ts';
import type { ObjectReader } from './object-database.ts';
import { decodeTree, type TreeEntry } from './tree-codec.ts';

/** How many tree entries are kept decoded: about 60 MB. */
const cachedEntries = 250_000;

/** Commits, trees and blobs by their object ids, decoded. Trees never change, so they are kept. */
export class ObjectGraph {
  readonly #objects: ObjectReader;
  readonly #trees = new Map<Oid, readonly TreeEntry[]>();
  /** Trees that are being read: whoever asks for thousands of files at once asks for their folder as often. */
  readonly #coming = new Map<Oid, Promise<readonly TreeEntry[]>>();
  #size = 0;

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  async tree(oid: Oid): Promise<readonly TreeEntry[]> {
    const known = this.#trees.get(oid);
    if (known !== undefined) return known;
    const coming = this.#coming.get(oid) ?? this.#readTree(oid).finally(() => this.#coming.delete(oid));
    this.#coming.set(oid, coming);
    return await coming;
  }

  /** Trees that were just made, so that they need not be read. */
  learn(objects: readonly NamedObject[]): void {
    for (const { oid, kind, body } of objects) if (kind === 'tree') this.#keep(oid, decodeTree(body));
  }

  async blob(oid: Oid): Promise<Buffer> {
    return (await this.#get(oid, 'blob')).body;
  }

  async commit(oid: Oid): Promise<Commit> {
    return decodeCommit(oid, (await this.#get(oid, 'commit')).body);
  }

  /** The commit that an object stands for: itself, or what an annotated tag points at. */
  async findCommit(oid: Oid): Promise<Commit | undefined> {
    const object = await this.#objects.read(oid);
    if (object?.kind === 'commit') return decodeCommit(oid, object.body);
    const target =
      object?.kind === 'tag' ? /^object ([0-9a-f]{40})$/m.exec(object.body.toString('latin1'))?.[1] : undefined;
    return target === undefined ? undefined : this.findCommit(target as Oid);
  }

  async #readTree(oid: Oid): Promise<readonly TreeEntry[]> {
    const entries = decodeTree((await this.#get(oid, 'tree')).body);
    this.#keep(oid, entries);
    return entries;
  }

  async #get(oid: Oid, kind: ObjectKind): Promise<GitObject> {
    const object = await this.#objects.read(oid);
    if (object?.kind === kind) return object;
    const what = object === undefined ? 'is missing' : `is a ${object.kind} where a ${kind} was expected`;
    throw new MergelineError('REPOSITORY_CORRUPT', `The Git object ${oid} ${what}.`, {
      hint: 'Run git fsck in the repository; a fresh clone or git fetch may bring it back.',
    });
  }

  #keep(oid: Oid, entries: readonly TreeEntry[]): void {
    this.#size += entries.length - (this.#trees.get(oid)?.length ?? 0);
    this.#trees.set(oid, entries);
    for (const [oldest, { length }] of this.#trees) {
      if (this.#size <= cachedEntries) break;
      this.#trees.delete(oldest);
      this.#size -= length;
    }
  }
}
