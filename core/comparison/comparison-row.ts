import { isDeepStrictEqual } from 'node:util';
import { isSameNumber } from '../metrics/is-same-number.ts';
import type { CellValue, ComparisonRow, RowGroup } from './comparison-answer.ts';

/** A row of plain values; undefined where no version has one. */
export function rowOf(
  group: RowGroup,
  field: string,
  values: readonly (CellValue | undefined)[],
): ComparisonRow | undefined {
  if (values.every((value) => value === undefined)) return undefined;
  const cells = values.map((value) => value ?? null);
  return { field, group, values: cells, changed: isMixed(cells) };
}

export function isMixed([first = null, ...others]: readonly CellValue[]): boolean {
  return others.some((value) => !isSameValue(first, value));
}

export function isSameValue(a: CellValue, b: CellValue): boolean {
  return typeof a === 'number' && typeof b === 'number' ? isSameNumber(a, b) : isDeepStrictEqual(a, b);
}

/** One row for each key that any of the records has, in the order of their names. */
export function rowsOfRecords(
  group: RowGroup,
  prefix: string,
  records: readonly (Readonly<Record<string, CellValue>> | undefined)[],
): readonly ComparisonRow[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record ?? {})))].sort();
  return keys.flatMap((key) => {
    const values = records.map((record) => (record && Object.hasOwn(record, key) ? record[key] : undefined));
    return rowOf(group, `${prefix}.${key}`, values) ?? [];
  });
}
