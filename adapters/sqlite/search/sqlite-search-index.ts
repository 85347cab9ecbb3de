import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchRequest } from '../../../core/domain/search-request.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { IndexedPage, SearchIndex, SearchSource } from '../../../core/ports/search-index.ts';
import { withProcessLock } from '../../filesystem/process-lock.ts';
import { Generations } from './generations.ts';
import { ModelWriter } from './model-writer.ts';
import { readPage } from './read-page.ts';
import {
  commitIn,
  completeSearchDatabase,
  createSearchDatabase,
  openSearchDatabase,
  setCommit,
} from './search-database.ts';

/** How long somebody else's refresh is waited for before every version is looked at instead, in milliseconds. */
const patience = 2_000;

/**
 * Versions in SQLite, refreshed by the difference between the commit that it knows and the tip. One process refreshes
 * at a time. Everything in it can be read again from Git, so whatever goes wrong with its files is no failure.
 */
export class SqliteSearchIndex implements SearchIndex {
  readonly #generations: Generations;
  #reader: { readonly generation: string; readonly database: DatabaseSync } | undefined;

  /** @param folder where its files are kept. */
  constructor(folder: string) {
    this.#generations = new Generations(folder);
  }

  async search(request: SearchRequest, source: SearchSource): Promise<IndexedPage | undefined> {
    try {
      if (this.#knownCommit() !== (await source.tip())) await this.#lockedRefresh(source);
      return this.#read(request);
    } catch (error) {
      // Somebody else refreshes, the disk refuses, or the registry itself cannot be read.
      if (error instanceof MergelineError) return undefined;
      return await this.#searchAnew(request, source);
    }
  }

  close(): void {
    this.#reader?.database.close();
    this.#reader = undefined;
  }

  /** A damaged file shows itself only when it is read. */
  async #searchAnew(request: SearchRequest, source: SearchSource): Promise<IndexedPage | undefined> {
    try {
      const damaged = this.#generations.current();
      this.close();
      await withProcessLock(
        this.#generations.lockFile,
        async () => {
          if (this.#generations.current() === damaged) await this.#rebuild(source);
        },
        { timeout: patience },
      );
      return this.#read(request);
    } catch {
      return undefined;
    }
  }

  #read(request: SearchRequest): IndexedPage | undefined {
    const database = this.#database();
    return database && readPage(database, request);
  }

  #knownCommit(): Oid | undefined {
    const database = this.#database();
    return database && commitIn(database);
  }

  /** The current generation, open for reading. */
  #database(): DatabaseSync | undefined {
    const generation = this.#generations.current();
    if (generation === undefined) return undefined;
    if (this.#reader?.generation !== generation) {
      this.close();
      const database = openSearchDatabase(this.#generations.fileOf(generation), { readOnly: true });
      this.#reader = { generation, database };
    }
    return this.#reader.database;
  }

  async #lockedRefresh(source: SearchSource): Promise<void> {
    await withProcessLock(this.#generations.lockFile, () => this.#refresh(source), { timeout: patience });
  }

  /** The tip is read under the lock, so that nobody brings the index back to an earlier one. */
  async #refresh(source: SearchSource): Promise<void> {
    const generation = this.#generations.current();
    const isRefreshed = generation !== undefined && (await this.#bringForward(generation, source));
    if (!isRefreshed) await this.#rebuild(source);
  }

  /** @returns false where that cannot be done: the file is damaged, or the commit that it knows is gone. */
  async #bringForward(generation: string, source: SearchSource): Promise<boolean> {
    try {
      using database = openSearchDatabase(this.#generations.fileOf(generation), { readOnly: false });
      database.exec('BEGIN IMMEDIATE');
      const [before, after] = [commitIn(database), await source.tip()];
      if (before === undefined) return false;
      const writer = new ModelWriter(database);
      for await (const { model, searchable } of before === after ? [] : source.changes(before, after)) {
        writer.remove(model);
        if (searchable !== undefined) writer.add(searchable);
      }
      setCommit(database, after);
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
      setCommit(database, commit);
      completeSearchDatabase(database);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    this.#generations.publish(generation);
  }
}
