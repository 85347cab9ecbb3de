import type { Row } from '../../core/domain/row.ts';
import { parseRowsJson } from '../../core/domain/row.ts';
import { csvReader } from './csv-dataset.ts';

export type RowsFormat = 'json' | 'csv';

export interface ReadRows {
  readonly rows: readonly Row[];
  /** Of a CSV file, whose rows are lists of cells. */
  readonly columns?: readonly string[];
}

/**
 * The rows that a person gives to `predict`: JSON as `parseRows` takes it, or CSV with a header.
 * @param options.name how people know the text in messages; its ending tells the format, else the first character does.
 * @throws MergelineError `INPUT_INVALID` with every row or line that is wrong.
 */
export async function readRows(text: string, { name }: { readonly name: string }): Promise<ReadRows> {
  return formatOf(text, name) === 'json' ? { rows: parseRowsJson(text) } : await csvRows(text, name);
}

function formatOf(text: string, name: string): RowsFormat {
  const ending = /\.(json|csv)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined) return ending as RowsFormat;
  return /^\s*[[{]/.test(text) ? 'json' : 'csv';
}

async function csvRows(text: string, name: string): Promise<ReadRows> {
  const bytes = Buffer.from(text);
  const dataset = await csvReader.open({ name, open: () => oneChunk(bytes) });
  const rows: Row[] = [];
  for await (const batch of dataset.batches(dataset.columns)) for (const cells of batch.rows) rows.push(cells);
  return { rows, columns: dataset.columns.map((column) => column.name) };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
