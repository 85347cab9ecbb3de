import type { DatabaseSync } from 'node:sqlite';
import type { FoundVersion } from '../../../core/domain/found-version.ts';
import type { FactValue } from '../../../core/domain/query.ts';
import type { SearchRequest } from '../../../core/domain/search-request.ts';
import type { Fault } from '../../../core/errors.ts';
import type { IndexedPage } from '../../../core/ports/search-index.ts';
import { fieldsBeside } from '../../../core/search/fields-beside.ts';
import { compileCondition, fieldId } from './compile-condition.ts';
import { type PlacedRow, positionOf, rowsOf, worthWalking } from './rows-of.ts';
import { markIn, policyFaultsIn } from './search-database.ts';

/**
 * One page with the commit that it is of, out of one state of the database. Undefined while it has none.
 * @param walkFrom so many found versions are walked through in order instead of sorted.
 */
export function readPage(
  database: DatabaseSync,
  request: SearchRequest,
  walkFrom = worthWalking,
): IndexedPage | undefined {
  database.exec('BEGIN');
  try {
    const commit = markIn(database, 'commit');
    if (commit === undefined) return undefined;
    const total = findHits(database, request);
    const rows = rowsOf(database, request, total >= walkFrom);
    const page = rows.slice(0, request.limit);
    const last = page.at(-1);
    return {
      commit,
      total,
      versions: answersOf(database, page, request),
      last: rows.length > request.limit && last !== undefined ? positionOf(last, request.order) : undefined,
      faults: [...policyFaultsIn(database), ...faultsIn(database)],
    };
  } finally {
    database.exec('ROLLBACK');
  }
}

/**
 * Writes the ids of what is found into a table that only this connection sees, where there is a condition.
 * @returns how many they are.
 */
function findHits(database: DatabaseSync, { where }: SearchRequest): number {
  if (where === undefined) return Number(database.prepare('SELECT count(*) AS total FROM version').get()?.['total']);
  database.exec('CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY)');
  const { text, parameters } = compileCondition(where);
  const { changes } = database
    .prepare(`INSERT INTO hit SELECT v.id FROM version v WHERE ${text} ORDER BY v.id`)
    .run(...parameters);
  return Number(changes);
}

/** Only the answers of one page are read. */
function answersOf(
  database: DatabaseSync,
  page: readonly PlacedRow[],
  { mentioned }: SearchRequest,
): readonly FoundVersion[] {
  const answer = database.prepare('SELECT found FROM answer WHERE id = ?');
  const fact = database.prepare(
    `SELECT coalesce(number, text) AS value FROM fact WHERE version = ? AND field = ${fieldId} ORDER BY at`,
  );
  const beside = fieldsBeside(mentioned);
  return page.map(({ id }) => {
    const found = JSON.parse(answer.get(id)?.['found'] as string) as FoundVersion;
    if (beside.length === 0) return found;
    const valuesOf = (field: string) => fact.all(id, field).map(({ value }) => value as FactValue);
    return { ...found, fields: Object.fromEntries(beside.map((field) => [field, valuesOf(field)])) };
  });
}

function faultsIn(database: DatabaseSync): readonly Fault[] {
  const rows = database.prepare("SELECT faults FROM model WHERE faults <> '[]' ORDER BY name").all();
  return rows.flatMap(({ faults }) => JSON.parse(faults as string) as Fault[]);
}
