import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { ifPresent } from '../if-present.ts';
import { CatFile } from '../program/cat-file.ts';
import type { GitProgram } from '../program/git-program.ts';
import type { GitObject, NamedObject } from './git-object.ts';
import { LooseObjects } from './loose-objects.ts';
import type { ObjectDatabase } from './object-database.ts';
import { packedNames } from './pack-names.ts';
import { PackedObjects } from './packed-objects.ts';

/** How many objects are asked for at once in bulk. */
const window = 512;

/** The objects of one repository: written loose; read loose, else by the git program, else by isomorphic-git. */
export class GitObjects implements ObjectDatabase {
  readonly #folder: string;
  readonly #loose: LooseObjects;
  readonly #packed: PackedObjects;
  readonly #catFile: CatFile | undefined;
  #packs = '';

  /** @param program undefined to do without it. */
  constructor(commonDir: string, program: GitProgram | undefined) {
    this.#folder = join(commonDir, 'objects');
    this.#loose = new LooseObjects(this.#folder);
    this.#packed = new PackedObjects(commonDir);
    this.#catFile = program && new CatFile(program);
  }

  async read(oid: Oid): Promise<GitObject | undefined> {
    return (await this.#loose.read(oid)) ?? (await this.#readPacked(oid));
  }

  /** In the order asked, many of them on their way at a time. */
  async *readMany(oids: readonly Oid[]): AsyncGenerator<{ readonly oid: Oid; readonly object: GitObject | undefined }> {
    const coming: Promise<GitObject | undefined>[] = [];
    const ask = (oid: Oid) => {
      const object = this.#readPacked(oid).then((found) => found ?? this.#loose.read(oid));
      object.catch(() => undefined);
      coming.push(object);
    };
    for (const oid of oids.slice(0, window)) ask(oid);
    for (const [at, oid] of oids.entries()) {
      const object = await coming[at];
      delete coming[at];
      yield { oid, object };
      const next = oids[at + window];
      if (next !== undefined) ask(next);
    }
  }

  write(objects: readonly NamedObject[]): Promise<void> {
    return this.#loose.write(objects);
  }

  async startingWith(prefix: string): Promise<readonly Oid[]> {
    const names = await Promise.all([this.#loose.startingWith(prefix), packedNames(this.#folder, prefix)]);
    return [...new Set(names.flat())];
  }

  close(): void {
    this.#catFile?.close();
  }

  async #readPacked(oid: Oid): Promise<GitObject | undefined> {
    const answer = (await this.#catFile?.read(oid)) ?? undefined;
    if (answer !== undefined && answer !== 'unavailable') return answer;
    if (answer === undefined && this.#catFile !== undefined) return undefined;
    await this.#noticeRepack();
    return this.#packed.read(oid);
  }

  async #noticeRepack(): Promise<void> {
    const packs = ((await ifPresent(readdir(join(this.#folder, 'pack')))) ?? []).sort().join('\n');
    if (packs !== this.#packs) this.#packed.forget();
    this.#packs = packs;
  }
}
