import { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';

/** Of the tables, and of what is written into them: another number never reads this one's files. */
export const searchVersion = 2;

const tables = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, faults TEXT NOT NULL) STRICT;
  CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL
  ) STRICT;
  -- Beside the versions, so that looking through them reads little.
  CREATE TABLE answer (id INTEGER PRIMARY KEY, found TEXT NOT NULL) STRICT;
  CREATE TABLE field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  -- A number or a text; folded is the text in lower case where that differs.
  CREATE TABLE fact (
    version INTEGER NOT NULL,
    field INTEGER NOT NULL,
    at INTEGER NOT NULL,
    number REAL,
    text TEXT,
    folded TEXT,
    PRIMARY KEY (version, field, at)
  ) WITHOUT ROWID, STRICT;
  -- The words come normalised and parted by spaces, which is all that this tokenizer sees.
  CREATE VIRTUAL TABLE version_words USING fts5 (words, content='', contentless_delete=1, detail=none, tokenize='ascii');
  CREATE VIRTUAL TABLE model_words USING fts5 (words, content='', contentless_delete=1, detail=none, tokenize='ascii');
`;

const indexes = `
  CREATE INDEX version_model ON version (model);
  CREATE INDEX fact_number ON fact (field, number) WHERE number IS NOT NULL;
  CREATE INDEX fact_text ON fact (field, text) WHERE text IS NOT NULL;
`;

/** A new file that nobody else knows of: nothing has to survive in it before it is complete. */
export function createSearchDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -16000; BEGIN');
  database.exec(tables);
  return database;
}

/** Sorted once, indexes are made faster than they grow. */
export function completeSearchDatabase(database: DatabaseSync): void {
  database.exec(indexes);
  database.exec('COMMIT');
  database.exec('PRAGMA journal_mode = WAL');
}

export function openSearchDatabase(file: string, { readOnly }: { readonly readOnly: boolean }): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly, timeout: 2_000 });
  if (!readOnly) database.exec('PRAGMA synchronous = NORMAL');
  return database;
}

export function commitIn(database: DatabaseSync): Oid | undefined {
  return database.prepare("SELECT value FROM meta WHERE name = 'commit'").get()?.['value'] as Oid | undefined;
}

export function setCommit(database: DatabaseSync, commit: Oid): void {
  database.prepare("INSERT OR REPLACE INTO meta VALUES ('commit', ?)").run(commit);
}
