import { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { Fault } from '../../../core/errors.ts';

/** Of the tables, and of what is written into them, such as the fields: another number never reads this one's files. */
export const searchVersion = 5;

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
  -- Of every version that there ever was, once somebody has asked for one.
  CREATE TABLE numbering (
    model TEXT NOT NULL,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (model, key)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE field (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  -- A number or a text; folded is the text in lower case where that differs. The smallest of several is at 0.
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
  CREATE INDEX version_model ON version (model, key);
  CREATE INDEX version_order ON version (name, key DESC);
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

/** Of which commit something in the database is: everything, or the numbers of the versions. */
export type Mark = 'commit' | 'numbered';

export function markIn(database: DatabaseSync, mark: Mark): Oid | undefined {
  return valueIn(database, mark) as Oid | undefined;
}

export function setMark(database: DatabaseSync, mark: Mark, commit: Oid): void {
  setValue(database, mark, commit);
}

/** Of the policy. */
export function policyFaultsIn(database: DatabaseSync): readonly Fault[] {
  return JSON.parse(valueIn(database, 'policy faults') ?? '[]');
}

export function setPolicyFaults(database: DatabaseSync, faults: readonly Fault[]): void {
  setValue(database, 'policy faults', JSON.stringify(faults));
}

function valueIn(database: DatabaseSync, name: string): string | undefined {
  return database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'] as string | undefined;
}

function setValue(database: DatabaseSync, name: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(name, value);
}
