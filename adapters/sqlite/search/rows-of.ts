import type { DatabaseSync } from 'node:sqlite';
import type { ModelName } from '../../../core/domain/names.ts';
import type { FactValue, OrderTerm } from '../../../core/domain/query.ts';
import type { Position, SearchRequest } from '../../../core/domain/search-request.ts';
import { fieldId, type Sql } from './compile-condition.ts';

export type PlacedRow = Readonly<Record<string, unknown>> & { readonly id: number };

/** From so many found versions on it is faster to walk in order and stop at the page than to sort them all. */
export const worthWalking = 1_000;

/** The rows of a page in order, one more than the page has where there are more. Needs `hit` where there is a condition. */
export function rowsOf(database: DatabaseSync, request: SearchRequest, isWalked: boolean): readonly PlacedRow[] {
  const { order, limit } = request;
  const [first] = order;
  const isHit = request.where !== undefined;
  if (!isWalked || first === undefined) return runWith(database, [allRows(isHit)], request, limit + 1);
  return runWith(database, segmentsOf(first, isHit, request.after?.values[0]), request, limit + 1);
}

/** A part of the rows that stands before the next part, whatever the order says of each. */
interface Segment {
  /** Rows of `version` as `v`; `value0` where the first term's value is known from the place in an index. */
  readonly from: Sql;
  readonly value?: string;
}

function allRows(isHit: boolean): Segment {
  return { from: sql(isHit ? 'hit CROSS JOIN version v ON v.id = hit.id' : 'version v') };
}

/** Numbers, texts and what is missing, each in the order of an index; those before the page's place are left out. */
function segmentsOf({ field, descending }: OrderTerm, isHit: boolean, after?: FactValue | null): readonly Segment[] {
  const join = `CROSS JOIN version v ON v.id = f.version${isHit ? ' CROSS JOIN hit ON hit.id = v.id' : ''}`;
  const walk = (column: 'number' | 'text'): Segment => {
    const isPlace = after !== null && after !== undefined && columnOf(after) === column;
    const bound = isPlace ? ` AND f.${column} ${descending ? '<=' : '>='} ?` : '';
    const facts = `(SELECT version, ${column} FROM fact f
      WHERE f.field = ${fieldId} AND f.at = 0 AND f.${column} IS NOT NULL${bound}) f`;
    return { from: { text: `${facts} ${join}`, parameters: isPlace ? [field, after] : [field] }, value: `f.${column}` };
  };
  const missing: Segment = {
    from: {
      text: `${allRows(isHit).from.text} WHERE NOT EXISTS
        (SELECT 1 FROM fact WHERE version = v.id AND field = ${fieldId})`,
      parameters: [field],
    },
    value: 'NULL',
  };
  const columns = descending ? (['text', 'number'] as const) : (['number', 'text'] as const);
  const begin = after === undefined ? 0 : after === null ? columns.length : columns.indexOf(columnOf(after));
  return [...columns.map(walk), missing].slice(begin);
}

function runWith(
  database: DatabaseSync,
  segments: readonly Segment[],
  { order, after }: SearchRequest,
  limit: number,
): readonly PlacedRow[] {
  const rows: PlacedRow[] = [];
  const behind = after === undefined ? sql('1') : behindPosition(after, order);
  for (const { from, value } of segments) {
    if (rows.length >= limit) break;
    const values = order.map(({ field }, at) => placedValue(field, at === 0 ? value : undefined));
    const columns = ['v.id', 'v.name', 'v.key', ...values.map(({ text }, at) => `${text} AS value${at}`)];
    const sorted = sortColumns(order).map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`);
    // In a segment the first term is never missing, or always.
    const sorting = value === undefined ? sorted : sorted.slice(value === 'NULL' ? 2 : 1);
    const text = `SELECT * FROM (SELECT ${columns.join(', ')} FROM ${from.text})
      WHERE ${behind.text} ORDER BY ${sorting.join(', ')} LIMIT ?`;
    const parameters = [...values.flatMap((it) => it.parameters), ...from.parameters, ...behind.parameters];
    rows.push(...(database.prepare(text).all(...parameters, limit - rows.length) as unknown as PlacedRow[]));
  }
  return rows;
}

/** The smallest value of a field, from where it is known or from the version's facts. */
function placedValue(field: string, known: string | undefined): Sql {
  if (known !== undefined) return sql(known);
  return {
    text: `(SELECT coalesce(number, text) FROM fact WHERE version = v.id AND field = ${fieldId} AND at = 0)`,
    parameters: [field],
  };
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

/**
 * The rows that sort behind a position: by the first column that differs. The plus takes away a column's affinity, by
 * which SQLite would compare the number of a position with texts as if it were one.
 */
function behindPosition({ values, model, key }: Position, order: readonly OrderTerm[]): Sql {
  const at: readonly (FactValue | null)[] = [...values.flatMap((value) => [value === null ? 1 : 0, value]), model, key];
  let text = '0';
  let parameters: Sql['parameters'] = [];
  for (const [index, { column, descending }] of [...sortColumns(order).entries()].reverse()) {
    const value = at[index] ?? null;
    text = `((+${column}) ${descending ? '<' : '>'} ? OR ((+${column}) IS ? AND ${text}))`;
    parameters = [value, value, ...parameters];
  }
  return { text, parameters };
}

export function positionOf(row: PlacedRow, order: readonly OrderTerm[]): Position {
  return {
    values: order.map((_, at) => row[`value${at}`] as FactValue | null),
    model: row['name'] as ModelName,
    key: row['key'] as string,
  };
}

function columnOf(value: FactValue): 'number' | 'text' {
  return typeof value === 'number' ? 'number' : 'text';
}

function sql(text: string): Sql {
  return { text, parameters: [] };
}
