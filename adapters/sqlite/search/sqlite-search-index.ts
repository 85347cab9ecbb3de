import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchRequest } from '../../../core/domain/search-request.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { IndexedPage, SearchIndex, SearchSource } from '../../../core/ports/search-index.ts';
import { numberField } from '../../../core/search/version-numbers.ts';
import { withProcessLock } from '../../filesystem/process-lock.ts';
import { inHeldYoungGeneration } from '../../young-generation.ts';
import { bringTo } from './bring-to.ts';
import { Generations } from './generations.ts';
import { ModelWriter } from './model-writer.ts';
import { numberVersions } from './number-versions.ts';
import { PastState } from './past-state.ts';
import { readPage } from './read-page.ts';
import {
  completeSearchDatabase,
  createSearchDatabase,
  markIn,
  openSearchDatabase,
  setMark,
  setPolicyFaults,
} from './search-database.ts';

/** How long somebody else's refresh is waited for before every version is looked at instead, in milliseconds. */
const patience = 2_000;

/**
 * Versions in SQLite, refreshed by the difference between the commit that it knows and the tip. One process refreshes
 * at a time. Everything in it can be read again from Git, so whatever goes wrong with its files is no failure.
 */
export class SqliteSearchIndex implements SearchIndex {
  readonly #generations: Generations;
  readonly #past = new PastState();
  readonly #walkFrom: number | undefined;
  #reader: { readonly generation: string; readonly database: DatabaseSync } | undefined;

  /**
   * @param folder where its files are kept.
   * @param options.walkFrom so many found versions are walked through in order instead of sorted.
   */
  constructor(folder: string, { walkFrom }: { readonly walkFrom?: number } = {}) {
    this.#generations = new Generations(folder);
    this.#walkFrom = walkFrom;
  }

  async search(request: SearchRequest, source: SearchSource, commit?: Oid): Promise<IndexedPage | undefined> {
    try {
      return await this.#search(request, source, commit);
    } catch (error) {
      // Somebody else refreshes, the disk refuses, or the registry itself cannot be read.
      if (error instanceof MergelineError) return undefined;
      return await this.#searchAnew(request, source, commit);
    }
  }

  close(): void {
    this.#past.close();
    this.#reader?.database.close();
    this.#reader = undefined;
  }

  async #search(request: SearchRequest, source: SearchSource, commit?: Oid): Promise<IndexedPage | undefined> {
    const isNumbered = request.mentioned.includes(numberField);
    const isOf = (wanted: Oid, database = this.#database()) =>
      database !== undefined &&
      markIn(database, 'commit') === wanted &&
      (!isNumbered || markIn(database, 'numbered') === wanted);
    const tip = await source.tip();
    const isPresent = commit === undefined || commit === tip;
    if (isPresent ? !isOf(tip) : this.#database() === undefined) await this.#lockedRefresh(source, isNumbered);
    if (isPresent || isOf(commit)) {
      const page = this.#read(request);
      if (commit === undefined || page?.commit === commit) return page;
    }
    return await this.#searchPast(request, source, commit);
  }

  async #searchPast(request: SearchRequest, source: SearchSource, commit: Oid): Promise<IndexedPage | undefined> {
    const current = this.#database();
    if (current === undefined) return undefined;
    const file = this.#generations.fileOf(this.#generations.next());
    return await this.#past.search(request, { commit, source, current, file, walkFrom: this.#walkFrom });
  }

  /** A damaged file shows itself only when it is read. */
  async #searchAnew(request: SearchRequest, source: SearchSource, commit?: Oid): Promise<IndexedPage | undefined> {
    try {
      const damaged = this.#generations.current();
      this.close();
      await withProcessLock(
        this.#generations.lockFile,
        async () => {
          if (this.#generations.current() === damaged) await inHeldYoungGeneration(() => this.#rebuild(source));
        },
        { timeout: patience },
      );
      return await this.#search(request, source, commit);
    } catch {
      return undefined;
    }
  }

  #read(request: SearchRequest): IndexedPage | undefined {
    const database = this.#database();
    return database && readPage(database, request, this.#walkFrom);
  }

  /** The current generation, open for reading. */
  #database(): DatabaseSync | undefined {
    const generation = this.#generations.current();
    if (generation === undefined) return undefined;
    if (this.#reader?.generation !== generation) {
      this.#reader?.database.close();
      this.#reader = undefined;
      const database = openSearchDatabase(this.#generations.fileOf(generation), { readOnly: true });
      this.#reader = { generation, database };
    }
    return this.#reader.database;
  }

  async #lockedRefresh(source: SearchSource, isNumbered: boolean): Promise<void> {
    const refresh = async () => {
      if (await this.#bringForward(source, isNumbered)) return;
      await inHeldYoungGeneration(() => this.#rebuild(source));
      if (isNumbered) await this.#bringForward(source, isNumbered);
    };
    await withProcessLock(this.#generations.lockFile, refresh, { timeout: patience });
  }

  /**
   * The tip is read under the lock, so that nobody brings the index back to an earlier one.
   * @returns false where that cannot be done: there is none, its file is damaged, or the commit that it knows is gone.
   */
  async #bringForward(source: SearchSource, isNumbered: boolean): Promise<boolean> {
    const generation = this.#generations.current();
    if (generation === undefined) return false;
    try {
      using database = openSearchDatabase(this.#generations.fileOf(generation), { readOnly: false });
      database.exec('BEGIN IMMEDIATE');
      const tip = await source.tip();
      await bringTo(database, tip, source);
      if (isNumbered || markIn(database, 'numbered') !== undefined) await numberVersions(database, tip, source);
      database.exec('COMMIT');
      return true;
    } catch {
      return false;
    }
  }

  async #rebuild(source: SearchSource): Promise<void> {
    const generation = this.#generations.next();
    const file = this.#generations.fileOf(generation);
    try {
      using database = createSearchDatabase(file);
      const commit = await source.tip();
      const writer = new ModelWriter(database);
      for await (const searchable of source.read(commit)) writer.add(searchable);
      setPolicyFaults(database, await source.policyFaults(commit));
      setMark(database, 'commit', commit);
      completeSearchDatabase(database);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    this.#generations.publish(generation);
  }
}
