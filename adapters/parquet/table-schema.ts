import { type FileMetaData, parquetSchema } from 'hyparquet';
import type { SchemaElement, SchemaTree } from 'hyparquet/src/types.js';

/** A column that holds one value, or none, in each row. */
export interface FlatColumn {
  readonly name: string;
  readonly isNullable: boolean;
  readonly element: SchemaElement;
  /** From the root to the column itself. */
  readonly schemaPath: readonly SchemaTree[];
}

export interface TableSchema {
  readonly columns: ReadonlyMap<string, FlatColumn>;
  /** Names of the columns of lists, maps or records, which are not read. */
  readonly nested: readonly string[];
}

/** @throws Error when a column is there twice, or the row groups are not what the file says. */
export function schemaOf(metadata: FileMetaData): TableSchema {
  const root = parquetSchema(metadata);
  const columns = new Map<string, FlatColumn>();
  const nested: string[] = [];
  for (const child of root.children) {
    const { element, children } = child;
    const { name, repetition_type: repetition, type_length: length } = element;
    if (columns.has(name) || nested.includes(name)) {
      throw new Error(`the column ${JSON.stringify(name)} is there twice`);
    }
    const isFlat = children.length === 0 && repetition !== 'REPEATED';
    const hasSize = element.type !== 'FIXED_LEN_BYTE_ARRAY' || (length !== undefined && length > 0);
    if (isFlat && !hasSize) throw new Error(`the column ${JSON.stringify(name)} has values without a size`);
    if (isFlat) columns.set(name, { name, isNullable: repetition === 'OPTIONAL', element, schemaPath: [root, child] });
    else nested.push(name);
  }
  checkGroups(metadata, columns);
  return { columns, nested };
}

function checkGroups({ row_groups: groups, num_rows: rows }: FileMetaData, columns: TableSchema['columns']): void {
  let sum = 0n;
  for (const [index, { num_rows, columns: chunks }] of groups.entries()) {
    if (num_rows < 0n) throw new Error(`row group ${index + 1} has ${num_rows} rows`);
    sum += num_rows;
    const found = new Set(chunks.map(({ meta_data }) => meta_data?.path_in_schema.join('.')));
    const missing = [...columns.keys()].find((name) => !found.has(name));
    if (missing !== undefined) throw new Error(`row group ${index + 1} has no column ${JSON.stringify(missing)}`);
  }
  if (sum !== rows || rows > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Error('its row groups do not add up to its rows');
  }
}
