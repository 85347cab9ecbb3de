import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Digest } from '../../core/domain/digest.ts';
import type { Oid } from '../../core/domain/records.ts';
import type { IndexedManifest, ManifestIndex } from '../../core/ports/manifest-index.ts';

/** The file's name carries the version of its tables, so that two releases side by side never fight over one file. */
export const indexFileName = 'index-1.sqlite';

interface Statements {
  readonly database: DatabaseSync;
  readonly select: StatementSync;
  readonly insert: StatementSync;
}

/**
 * Remembers manifests by the id of their Git object. Everything in it can be read again from Git, so a file that is
 * corrupt, locked or cannot be written is no failure: the index is then empty and keeps nothing.
 */
export class SqliteManifestIndex implements ManifestIndex {
  readonly #file: string;
  #opened: Statements | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async find(oids: readonly Oid[]): Promise<ReadonlyMap<Oid, IndexedManifest>> {
    const found = new Map<Oid, IndexedManifest>();
    this.#attempt(({ select }) => {
      for (const oid of oids) {
        const row = select.get(oid) as { content_key: Digest; idempotency_key: string | null } | undefined;
        if (row !== undefined) found.set(oid, { contentKey: row.content_key, idempotencyKey: row.idempotency_key });
      }
    });
    return found;
  }

  async remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void> {
    this.#attempt(({ database, insert }) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const [oid, { contentKey, idempotencyKey }] of entries) insert.run(oid, contentKey, idempotencyKey);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  #attempt(use: (statements: Statements) => void): void {
    try {
      this.#opened ??= open(this.#file);
      use(this.#opened);
    } catch {
      // The index is a memory aid: without it, manifests are read again.
    }
  }
}

function open(file: string): Statements {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 2_000 });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS manifest (
      oid TEXT PRIMARY KEY,
      content_key TEXT NOT NULL,
      idempotency_key TEXT
    ) WITHOUT ROWID, STRICT;
  `);
  return {
    database,
    select: database.prepare('SELECT content_key, idempotency_key FROM manifest WHERE oid = ?'),
    insert: database.prepare('INSERT OR REPLACE INTO manifest VALUES (?, ?, ?)'),
  };
}
