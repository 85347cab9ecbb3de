import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SearchableModel, SearchableVersion } from '../../../core/domain/searchable.ts';
import type { Version } from '../../../core/domain/version.ts';
import type { Fault } from '../../../core/errors.ts';
import type { ChangedModel } from '../../../core/ports/search-index.ts';
import { versionKey } from '../../../core/search/version-key.ts';
import { numberField } from '../../../core/search/version-numbers.ts';
import { parsePath } from '../../../registry-schema/layout.ts';

const sql = {
  findModel: 'SELECT id FROM model WHERE name = ?',
  faultsOfModel: 'SELECT faults FROM model WHERE id = ?',
  setFaults: 'UPDATE model SET faults = ? WHERE id = ?',
  findVersion: 'SELECT id FROM version WHERE model = ? AND key = ?',
  numberOfVersion: 'SELECT number FROM numbering WHERE model = ? AND key = ?',
  addModel: 'INSERT INTO model (name, faults) VALUES (?, ?)',
  addModelWords: 'INSERT INTO model_words (rowid, words) VALUES (?, ?)',
  addVersion: 'INSERT INTO version (id, model, name, key) VALUES (?, ?, ?, ?)',
  lastVersion: 'SELECT max(coalesce(max(version), 0), (SELECT coalesce(max(id), 0) FROM version)) AS id FROM fact',
  addAnswer: 'INSERT INTO answer (id, found) VALUES (?, ?)',
  addVersionWords: 'INSERT INTO version_words (rowid, words) VALUES (?, ?)',
  addFact: 'INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)',
  addField: 'INSERT INTO field (name) VALUES (?)',
  listFields: 'SELECT id, name FROM field',
  versionsOfModel: 'SELECT id FROM version WHERE model = ?',
  removeFacts: 'DELETE FROM fact WHERE version = ?',
  removeVersionWords: 'DELETE FROM version_words WHERE rowid = ?',
  removeAnswer: 'DELETE FROM answer WHERE id = ?',
  removeVersion: 'DELETE FROM version WHERE id = ?',
  removeModelWords: 'DELETE FROM model_words WHERE rowid = ?',
  removeModel: 'DELETE FROM model WHERE id = ?',
} as const;

type Id = number | bigint;

export interface WriterOptions {
  /** Facts and words of versions that are gone stay where they mean nothing: much faster, for a copy that is thrown away. */
  readonly leavesRemains?: boolean;
}

/** Writes models into the tables, inside somebody's transaction. */
export class ModelWriter {
  readonly #statements: Readonly<Record<keyof typeof sql, StatementSync>>;
  readonly #fields: Map<string, Id>;

  readonly #leavesRemains: boolean;
  #lastVersion: number;

  constructor(database: DatabaseSync, { leavesRemains = false }: WriterOptions = {}) {
    this.#leavesRemains = leavesRemains;
    const prepared = Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]);
    this.#statements = Object.fromEntries(prepared);
    // No id comes twice, since remains are known by it.
    this.#lastVersion = this.#statements.lastVersion.get()?.['id'] as number;
    this.#fields = new Map(this.#statements.listFields.all().map(({ id, name }) => [name as string, id as number]));
  }

  add({ model, words, versions, faults }: SearchableModel): void {
    const { lastInsertRowid: id } = this.#statements.addModel.run(model, JSON.stringify(faults));
    this.#statements.addModelWords.run(id, words.join(' '));
    for (const version of versions) this.#addVersion(id, version);
  }

  change({ model, affected, searchable }: ChangedModel): void {
    const id = this.#statements.findModel.get(model)?.['id'] as Id | undefined;
    if (affected === 'all' || searchable === undefined || id === undefined) {
      if (id !== undefined) this.#remove(id);
      if (searchable !== undefined) this.add(searchable);
      return;
    }
    const { findVersion, removeModelWords, addModelWords, setFaults } = this.#statements;
    for (const version of affected) {
      const known = findVersion.get(id, versionKey(version))?.['id'];
      if (known !== undefined) this.#removeVersion(known as Id);
    }
    for (const version of searchable.versions) this.#addVersion(id, version);
    removeModelWords.run(id);
    addModelWords.run(id, searchable.words.join(' '));
    setFaults.run(JSON.stringify([...this.#otherFaults(id, affected), ...searchable.faults]), id);
  }

  /** Of versions that are left as they are. */
  #otherFaults(model: Id, affected: readonly Version[]): readonly Fault[] {
    const faults = JSON.parse(this.#statements.faultsOfModel.get(model)?.['faults'] as string) as readonly Fault[];
    return faults.filter(({ file = '' }) => {
      const place = parsePath(file);
      return place !== undefined && 'version' in place && !affected.includes(place.version);
    });
  }

  #remove(model: Id): void {
    for (const { id } of this.#statements.versionsOfModel.all(model)) this.#removeVersion(id as Id);
    this.#statements.removeModelWords.run(model);
    this.#statements.removeModel.run(model);
  }

  #removeVersion(id: Id): void {
    const { removeFacts, removeVersionWords, removeAnswer, removeVersion } = this.#statements;
    removeVersion.run(id);
    if (this.#leavesRemains) return;
    for (const statement of [removeFacts, removeVersionWords, removeAnswer]) statement.run(id);
  }

  #addVersion(model: Id, { found, key, facts, words }: SearchableVersion): void {
    const { addVersion, addAnswer, addVersionWords, addFact, numberOfVersion } = this.#statements;
    this.#lastVersion += 1;
    const id = this.#lastVersion;
    addVersion.run(id, model, found.model, key);
    addAnswer.run(id, JSON.stringify(found));
    if (words.length > 0) addVersionWords.run(id, words.join(' '));
    const number = numberOfVersion.get(found.model, key)?.['number'] as number | undefined;
    if (number !== undefined) addFact.run(id, this.#fieldId(numberField), 0, number, null, null);
    for (const [name, values] of facts) {
      const field = this.#fieldId(name);
      for (const [at, value] of values.entries()) {
        if (typeof value === 'number') addFact.run(id, field, at, value, null, null);
        else addFact.run(id, field, at, null, value, foldedOf(value));
      }
    }
  }

  #fieldId(name: string): Id {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const { lastInsertRowid: id } = this.#statements.addField.run(name);
    this.#fields.set(name, id);
    return id;
  }
}

function foldedOf(text: string): string | null {
  const folded = text.toLowerCase();
  return folded === text ? null : folded;
}
