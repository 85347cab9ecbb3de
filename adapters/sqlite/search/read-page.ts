import type { DatabaseSync } from 'node:sqlite';
import type { FoundVersion } from '../../../core/domain/found-version.ts';
import type { ModelName } from '../../../core/domain/names.ts';
import type { FactValue, OrderTerm } from '../../../core/domain/query.ts';
import type { Position, SearchRequest } from '../../../core/domain/search-request.ts';
import type { Fault } from '../../../core/errors.ts';
import type { IndexedPage } from '../../../core/ports/search-index.ts';
import { compileCondition, fieldId, type Sql } from './compile-condition.ts';
import { commitIn } from './search-database.ts';

type Parameter = FactValue | null;

/** One page with the commit that it is of, out of one state of the database. Undefined while it has none. */
export function readPage(database: DatabaseSync, request: SearchRequest): IndexedPage | undefined {
  database.exec('BEGIN');
  try {
    const commit = commitIn(database);
    if (commit === undefined) return undefined;
    const rows = foundRows(database, request);
    const page = rows.slice(0, request.limit);
    const last = page.at(-1);
    return {
      commit,
      versions: page.map(({ found }) => JSON.parse(found as string) as FoundVersion),
      total: Number(rows[0]?.['total'] ?? countAll(database, request)),
      last: rows.length > request.limit && last !== undefined ? positionOf(last, request.order) : undefined,
      faults: faultsIn(database),
    };
  } finally {
    database.exec('ROLLBACK');
  }
}

type Row = Readonly<Record<string, unknown>>;

/** One more than the page has, where there are more. */
function foundRows(database: DatabaseSync, { where, order, limit, after }: SearchRequest): readonly Row[] {
  const condition = whereClause(where);
  const values = order.map(
    (_, at) =>
      `(SELECT min(coalesce(number, text)) FROM fact WHERE version = hit.id AND field = ${fieldId}) AS value${at}`,
  );
  const behind = after === undefined ? { text: '1', parameters: [] } : behindPosition(after, order);
  const sorted = sortColumns(order).map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`);
  const text = `
    WITH hit AS MATERIALIZED (SELECT v.id, v.name, v.key FROM version v WHERE ${condition.text}),
      placed AS (SELECT ${['hit.*', ...values].join(', ')} FROM hit),
      page AS (SELECT * FROM placed WHERE ${behind.text} ORDER BY ${sorted.join(', ')} LIMIT ?)
    SELECT page.*, answer.found, (SELECT count(*) FROM hit) AS total
    FROM page JOIN answer USING (id) ORDER BY ${sorted.map((column) => `page.${column}`).join(', ')}`;
  return database
    .prepare(text)
    .all(...condition.parameters, ...order.map(({ field }) => field), ...behind.parameters, limit + 1);
}

/** Of a page that shows nothing. */
function countAll(database: DatabaseSync, { where }: SearchRequest): number {
  const { text, parameters } = whereClause(where);
  return Number(
    database.prepare(`SELECT count(*) AS total FROM version v WHERE ${text}`).get(...parameters)?.['total'],
  );
}

function whereClause(where: SearchRequest['where']): Sql {
  return where === undefined ? { text: '1', parameters: [] } : compileCondition(where);
}

interface SortColumn {
  readonly column: string;
  readonly descending: boolean;
}

/** What is missing is last, in whatever direction. */
function sortColumns(order: readonly OrderTerm[]): readonly SortColumn[] {
  return [
    ...order.flatMap(({ descending }, at) => [
      { column: `value${at} IS NULL`, descending: false },
      { column: `value${at}`, descending },
    ]),
    { column: 'name', descending: false },
    { column: 'key', descending: true },
  ];
}

/** The rows that sort behind a position: by the first column that differs. */
function behindPosition(
  { values, model, key }: Position,
  order: readonly OrderTerm[],
): {
  readonly text: string;
  readonly parameters: readonly Parameter[];
} {
  const at: readonly Parameter[] = [...values.flatMap((value) => [value === null ? 1 : 0, value]), model, key];
  let text = '0';
  let parameters: readonly Parameter[] = [];
  for (const [index, { column, descending }] of [...sortColumns(order).entries()].reverse()) {
    const value = at[index] ?? null;
    text = `((${column}) ${descending ? '<' : '>'} ? OR ((${column}) IS ? AND ${text}))`;
    parameters = [value, value, ...parameters];
  }
  return { text, parameters };
}

function positionOf(row: Row, order: readonly OrderTerm[]): Position {
  return {
    values: order.map((_, at) => row[`value${at}`] as FactValue | null),
    model: row['name'] as ModelName,
    key: row['key'] as string,
  };
}

function faultsIn(database: DatabaseSync): readonly Fault[] {
  const rows = database.prepare("SELECT faults FROM model WHERE faults <> '[]' ORDER BY name").all();
  return rows.flatMap(({ faults }) => JSON.parse(faults as string) as Fault[]);
}
