import type { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchRequest } from '../../../core/domain/search-request.ts';
import type { IndexedPage, SearchSource } from '../../../core/ports/search-index.ts';
import { numberField } from '../../../core/search/version-numbers.ts';
import { bringTo } from './bring-to.ts';
import { numberVersions } from './number-versions.ts';
import { privateCopy } from './private-copy.ts';
import { readPage } from './read-page.ts';

export interface PastQuestion {
  readonly commit: Oid;
  readonly source: SearchSource;
  /** The index whose copy is brought there. */
  readonly current: DatabaseSync;
  /** Where the copy is made. */
  readonly file: string;
  readonly walkFrom?: number | undefined;
}

/** The registry as of one commit after another, each kept for as long as nobody asks for the next. */
export class PastState {
  #database: DatabaseSync | undefined;
  /** One question at a time, since all share the copy. */
  #last: Promise<unknown> = Promise.resolve();

  /** @throws whatever keeps the copy from being made or brought there. */
  search(request: SearchRequest, question: PastQuestion): Promise<IndexedPage | undefined> {
    const answer = this.#last.then(() => this.#search(request, question));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  async #search(request: SearchRequest, { commit, source, current, file, walkFrom }: PastQuestion) {
    this.#database ??= await privateCopy(current, file);
    const database = this.#database;
    database.exec('BEGIN');
    try {
      await bringTo(database, commit, source, { leavesRemains: true });
      if (request.mentioned.includes(numberField)) await numberVersions(database, commit, source);
      database.exec('COMMIT');
    } catch (error) {
      this.close();
      throw error;
    }
    return readPage(database, request, walkFrom);
  }
}
