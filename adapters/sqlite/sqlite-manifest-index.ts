import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Oid } from '../../core/domain/records.ts';
import type { IndexedManifest, ManifestIndex, SoughtManifest } from '../../core/ports/manifest-index.ts';

/** The file's name carries the version of its tables, so that two releases side by side never fight over one file. */
export const indexFileName = 'index-3.sqlite';

interface Statements {
  readonly database: DatabaseSync;
  readonly unknown: StatementSync;
  readonly insert: StatementSync;
  readonly sought: StatementSync;
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

  async unknownOf(oids: readonly Oid[]): Promise<readonly Oid[]> {
    let unknown = oids;
    this.#attempt((statements) => {
      unknown = oidsIn(statements.unknown.all(JSON.stringify(oids)));
    });
    return unknown;
  }

  async remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void> {
    this.#attempt(({ database, insert }) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const [oid, { contentKey, filesKey, idempotencyKey }] of entries)
          insert.run(oid, contentKey, filesKey, idempotencyKey);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async find({ contentKey, filesKey, idempotencyKey }: SoughtManifest): Promise<readonly Oid[]> {
    let found: readonly Oid[] = [];
    this.#attempt(({ sought }) => {
      found = oidsIn(sought.all(contentKey ?? null, filesKey ?? null, idempotencyKey ?? null));
    });
    return found;
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
      files_key TEXT NOT NULL,
      idempotency_key TEXT
    ) WITHOUT ROWID, STRICT;
    CREATE INDEX IF NOT EXISTS by_content ON manifest (content_key);
    CREATE INDEX IF NOT EXISTS by_files ON manifest (files_key);
    CREATE INDEX IF NOT EXISTS by_idempotency ON manifest (idempotency_key) WHERE idempotency_key IS NOT NULL;
  `);
  return {
    database,
    // One statement for all: a call for each would cost more than everything else in a registration.
    unknown: database.prepare('SELECT value AS oid FROM json_each(?) WHERE value NOT IN (SELECT oid FROM manifest)'),
    insert: database.prepare('INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?)'),
    sought: database.prepare('SELECT oid FROM manifest WHERE content_key = ? OR files_key = ? OR idempotency_key = ?'),
  };
}

function oidsIn(rows: readonly Record<string, unknown>[]): readonly Oid[] {
  return rows.map(({ oid }) => oid as Oid);
}
