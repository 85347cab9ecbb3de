import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ModelName } from '../../../core/domain/names.ts';
import type { SearchableModel, SearchableVersion } from '../../../core/domain/searchable.ts';

const sql = {
  findModel: 'SELECT id FROM model WHERE name = ?',
  addModel: 'INSERT INTO model (name, faults) VALUES (?, ?)',
  addModelWords: 'INSERT INTO model_words (rowid, words) VALUES (?, ?)',
  addVersion: 'INSERT INTO version (model, name, key) VALUES (?, ?, ?)',
  addAnswer: 'INSERT INTO answer (id, found) VALUES (?, ?)',
  addVersionWords: 'INSERT INTO version_words (rowid, words) VALUES (?, ?)',
  addFact: 'INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)',
  addField: 'INSERT INTO field (name) VALUES (?)',
  listFields: 'SELECT id, name FROM field',
  removeFacts: 'DELETE FROM fact WHERE version IN (SELECT id FROM version WHERE model = ?)',
  removeVersionWords: 'DELETE FROM version_words WHERE rowid IN (SELECT id FROM version WHERE model = ?)',
  removeAnswers: 'DELETE FROM answer WHERE id IN (SELECT id FROM version WHERE model = ?)',
  removeVersions: 'DELETE FROM version WHERE model = ?',
  removeModelWords: 'DELETE FROM model_words WHERE rowid = ?',
  removeModel: 'DELETE FROM model WHERE id = ?',
} as const;

/** Writes whole models into the tables, inside somebody's transaction. */
export class ModelWriter {
  readonly #statements: Readonly<Record<keyof typeof sql, StatementSync>>;
  readonly #fields: Map<string, number | bigint>;

  constructor(database: DatabaseSync) {
    const prepared = Object.entries(sql).map(([name, text]) => [name, database.prepare(text)]);
    this.#statements = Object.fromEntries(prepared);
    this.#fields = new Map(this.#statements.listFields.all().map(({ id, name }) => [name as string, id as number]));
  }

  add({ model, words, versions, faults }: SearchableModel): void {
    const { lastInsertRowid: id } = this.#statements.addModel.run(model, JSON.stringify(faults));
    this.#statements.addModelWords.run(id, words.join(' '));
    for (const version of versions) this.#addVersion(id, version);
  }

  remove(model: ModelName): void {
    const id = this.#statements.findModel.get(model)?.['id'];
    if (id === undefined) return;
    const { removeFacts, removeVersionWords, removeAnswers, removeVersions, removeModelWords, removeModel } =
      this.#statements;
    for (const statement of [
      removeFacts,
      removeVersionWords,
      removeAnswers,
      removeVersions,
      removeModelWords,
      removeModel,
    ])
      statement.run(id);
  }

  #addVersion(model: number | bigint, { found, key, facts, words }: SearchableVersion): void {
    const { addVersion, addAnswer, addVersionWords, addFact } = this.#statements;
    const { lastInsertRowid: id } = addVersion.run(model, found.model, key);
    addAnswer.run(id, JSON.stringify(found));
    if (words.length > 0) addVersionWords.run(id, words.join(' '));
    for (const [name, values] of facts) {
      const field = this.#fieldId(name);
      for (const [at, value] of values.entries()) {
        if (typeof value === 'number') addFact.run(id, field, at, value, null, null);
        else addFact.run(id, field, at, null, value, foldedOf(value));
      }
    }
  }

  #fieldId(name: string): number | bigint {
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
