import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Oid } from '../../../core/domain/records.ts';
import { CatFile } from '../program/cat-file.ts';
import type { GitProgram } from '../program/git-program.ts';
import type { GitObject, NamedObject } from './git-object.ts';
import { LooseObjects } from './loose-objects.ts';
import type { ObjectDatabase } from './object-database.ts';
import { PackedObjects } from './packed-objects.ts';

/** How many objects are asked for at once in bulk, or read in a row. */
const window = 512;

/** So few are looked for as loose ones first: what is asked for in small numbers is new, and new objects lie loose. */
const few = 32;

/** The objects of one repository: written loose; read loose, else by the git program, else from the packs. */
export class GitObjects implements ObjectDatabase {
  readonly #folder: string;
  readonly #loose: LooseObjects;
  readonly #packed: PackedObjects;
  readonly #catFile: CatFile | undefined;
  #reads = 0;

  /** @param program undefined to do without it. */
  constructor(commonDir: string, program: GitProgram | undefined) {
    this.#folder = join(commonDir, 'objects');
    this.#loose = new LooseObjects(this.#folder);
    this.#packed = new PackedObjects(this.#folder);
    this.#catFile = program && new CatFile(program);
  }

  async read(oid: Oid): Promise<GitObject | undefined> {
    await this.#breathe();
    return this.#loose.read(oid) ?? this.#readPacked(oid);
  }

  /** In the order asked, many of them on their way at a time. */
  async *readMany(oids: readonly Oid[]): AsyncGenerator<{ readonly oid: Oid; readonly object: GitObject | undefined }> {
    const coming: Promise<GitObject | undefined>[] = [];
    const ask = (oid: Oid) => {
      const object =
        oids.length <= few ? this.read(oid) : this.#readPacked(oid).then((found) => found ?? this.#loose.read(oid));
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
      await this.#breathe();
    }
  }

  write(objects: readonly NamedObject[]): Promise<void> {
    return this.#loose.write(objects);
  }

  async startingWith(prefix: string): Promise<readonly Oid[]> {
    return [...new Set([...(await this.#loose.startingWith(prefix)), ...this.#packed.startingWith(prefix)])];
  }

  close(): void {
    this.#catFile?.close();
    this.#packed.close();
  }

  /** Reads in place end before anything else has its turn; whoever reads a lot gives one now and then. */
  async #breathe(): Promise<void> {
    this.#reads += 1;
    if (this.#reads % window === 0) await setImmediate();
  }

  async #readPacked(oid: Oid): Promise<GitObject | undefined> {
    const answer = (await this.#catFile?.read(oid)) ?? undefined;
    if (answer !== undefined && answer !== 'unavailable') return answer;
    if (answer === undefined && this.#catFile !== undefined) return undefined;
    return this.#packed.read(oid);
  }
}
