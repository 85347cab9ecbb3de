import type { Signature } from '../domain/manifest.ts';
import type { Row } from '../domain/row.ts';
import { featureColumns, type NamedTable } from './evaluation-columns.ts';

/** A table whose rows are lists of cells, and which of its columns is no input. */
export interface RowTable extends NamedTable {
  readonly target?: string;
}

/**
 * The cells that the model takes, in its order, found as `evaluate` finds them.
 * @throws MergelineError `INPUT_INVALID` that names every column that is missing.
 */
export function arrangeRows(
  rows: readonly Row[],
  { target, ...table }: RowTable,
  signature: Signature,
): readonly Row[] {
  const own = columnOfItsOwn(table, signature);
  const names = own ? [own] : featureColumns(table, signature, target).map(({ name }) => name);
  const positions = names.map((name) => table.columns.indexOf(name));
  return rows.map((row) => (Array.isArray(row) ? positions.map((position) => row[position] ?? null) : row));
}

/** A single input of a single column is known by its name; then the table may have others. */
function columnOfItsOwn({ columns }: NamedTable, { inputs }: Signature): string | undefined {
  const [input, other] = inputs;
  if (input === undefined || other !== undefined || input.columns !== undefined) return undefined;
  const isSingle = input.shape.slice(1).every((size) => size === 1);
  return isSingle && columns.includes(input.name) ? input.name : undefined;
}
