import type { Cell, Row } from '../../core/domain/row.ts';
import { parseRowsJson } from '../../core/domain/row.ts';
import { csvReader } from './csv-dataset.ts';

export type RowsFormat = 'json' | 'csv';

/**
 * The rows that a person gives to `predict`: JSON as `parseRows` takes it, or CSV with a header, whose rows become
 * objects by column name.
 * @param options.name how people know the text in messages; its ending tells the format, else the first character does.
 * @throws MergelineError `INPUT_INVALID` with every row or line that is wrong.
 */
export async function readRows(text: string, { name }: { readonly name: string }): Promise<readonly Row[]> {
  return formatOf(text, name) === 'json' ? parseRowsJson(text) : await csvRows(text, name);
}

function formatOf(text: string, name: string): RowsFormat {
  const ending = /\.(json|csv)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined) return ending as RowsFormat;
  return /^\s*[[{]/.test(text) ? 'json' : 'csv';
}

async function csvRows(text: string, name: string): Promise<readonly Row[]> {
  const bytes = Buffer.from(text);
  const dataset = await csvReader.open({ name, open: () => oneChunk(bytes) });
  const names = dataset.columns.map((column) => column.name);
  const rows: Row[] = [];
  for await (const batch of dataset.batches(dataset.columns)) {
    for (const cells of batch.rows) rows.push(rowOf(names, cells));
  }
  return rows;
}

/** `Object.fromEntries` defines `__proto__` as a field like any other. */
function rowOf(names: readonly string[], cells: readonly Cell[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null]));
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
