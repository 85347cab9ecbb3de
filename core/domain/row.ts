import { type Fault, MergelineError } from '../errors.ts';
import { parseJson } from './parse-json.ts';

/** One value of a row; `null` is a missing one. */
export type Cell = number | string | boolean | null;

/** Rows as people send them: arrays in the order of the signature, or objects by input or column name. */
export type Row = readonly Cell[] | Readonly<Record<string, Cell>>;

const faultsShown = 20;

/**
 * Reads `[[5.1, 3.5], …]`, `[{"length": 5.1, …}, …]`, or either one under the key `rows`.
 * @throws MergelineError `INPUT_INVALID` whose details name the first twenty rows that are none: `rows[2]`.
 */
export function parseRows(value: unknown): readonly Row[] {
  const rows = isObject(value) && Object.hasOwn(value, 'rows') ? value['rows'] : value;
  if (!Array.isArray(rows)) throw notRows(`It is ${nameOf(rows)}, not a list of rows.`);
  const faults: Fault[] = [];
  for (const [index, row] of rows.entries()) {
    const fault = faultOfRow(row, `rows[${index}]`);
    if (fault) faults.push(fault);
    if (faults.length === faultsShown) break;
  }
  const [first] = faults;
  if (first) throw notRows(`${first.path} ${first.message}.`, faults);
  return rows;
}

/** `parseRows` of a JSON text. */
export function parseRowsJson(text: string): readonly Row[] {
  return parseRows(parseJson(text));
}

function faultOfRow(row: unknown, path: string): Fault | undefined {
  if (Array.isArray(row)) return faultOfCells(row.entries(), (index) => `${path}[${index}]`);
  if (isObject(row)) return faultOfCells(Object.entries(row), (name) => `${path}.${name}`);
  return { path, message: `is ${nameOf(row)}, not a row` };
}

function faultOfCells<Key>(cells: Iterable<[Key, unknown]>, pathOf: (key: Key) => string): Fault | undefined {
  for (const [key, cell] of cells) {
    if (typeof cell === 'object' && cell !== null) {
      return { path: pathOf(key), message: `is ${nameOf(cell)}, not a number, text or truth value` };
    }
    if (typeof cell === 'number' && !Number.isFinite(cell)) {
      return { path: pathOf(key), message: 'is bigger than a number can be' };
    }
  }
  return undefined;
}

function notRows(message: string, details: readonly Fault[] = []): MergelineError {
  return new MergelineError('INPUT_INVALID', message, {
    details,
    hint: 'Write a list of rows, each a list of values or an object by name: [[5.1, 3.5, 1.4, 0.2]].',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
