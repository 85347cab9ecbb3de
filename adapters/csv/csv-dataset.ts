import { createHash } from 'node:crypto';
import { suggestName } from '../../core/domain/closest-name.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { Cell } from '../../core/domain/row.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import type {
  BatchOptions,
  Column,
  ColumnChoice,
  ColumnKind,
  Dataset,
  DatasetBatch,
  DatasetReader,
  DatasetSource,
} from '../../core/ports/dataset.ts';
import { KindFinder, parseCell } from './cell-kinds.ts';
import { readCsvRecords } from './csv-records.ts';
import type { CsvRecord } from './record-splitter.ts';

const faultsShown = 20;
const defaultBatchSize = 1024;

/** Reads CSV files with a header line. The rules of the text are those of `readCsvRecords` and `parseCell`. */
export const csvReader: DatasetReader = {
  async open(source, { signal } = {}) {
    const hash = createHash('sha256');
    const table = new TableFinder(source.name);
    for await (const records of readCsvRecords(source, hash, signal)) {
      for (const record of records) table.add(record);
      if (table.faults.length >= faultsShown) break;
    }
    const { rows, columns } = table.found();
    return new CsvDataset(source, `sha256:${hash.digest('hex')}`, rows, columns);
  },
};

class CsvDataset implements Dataset {
  readonly digest: Digest;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly #source: DatasetSource;

  constructor(source: DatasetSource, digest: Digest, rows: number, columns: readonly Column[]) {
    this.#source = source;
    this.digest = digest;
    this.rows = rows;
    this.columns = columns;
  }

  get name(): string {
    return this.#source.name;
  }

  async *batches(
    choices: readonly ColumnChoice[],
    { size = defaultBatchSize, signal }: BatchOptions = {},
  ): AsyncGenerator<DatasetBatch> {
    const picks = choices.map((choice) => this.#pick(choice));
    const hash = createHash('sha256');
    let rows: Cell[][] = [];
    let isHeader = true;
    for await (const records of readCsvRecords(this.#source, hash, signal)) {
      for (const record of records) {
        if (!isHeader) rows.push(picks.map((pick) => this.#cell(record, pick)));
        isHeader = false;
        if (rows.length < size) continue;
        yield { rows };
        rows = [];
      }
    }
    this.#verify(`sha256:${hash.digest('hex')}`);
    if (rows.length > 0) yield { rows };
  }

  async close(): Promise<void> {}

  #pick({ name, kind }: ColumnChoice): Pick {
    const index = this.columns.findIndex((column) => column.name === name);
    const column = this.columns[index];
    if (column) return { index, name, kind: kind ?? column.kind };
    throw new MergelineError('INPUT_INVALID', `${this.name} has no column ${JSON.stringify(name)}.`, {
      hint: suggestName(
        name,
        this.columns.map((it) => it.name),
      ),
    });
  }

  #cell({ cells, line }: CsvRecord, { index, name, kind }: Pick): Cell {
    const text = cells[index] ?? '';
    const cell = parseCell(text, kind);
    if (cell !== undefined) return cell;
    const message = `${name} is ${JSON.stringify(text.slice(0, 60))}, not ${kindNames[kind]}`;
    throw new MergelineError('INPUT_INVALID', `${this.name}:${line} ${message}.`, {
      details: [{ file: this.name, line, path: name, message }],
    });
  }

  #verify(digest: Digest): void {
    if (digest === this.digest) return;
    throw new MergelineError('DIGEST_MISMATCH', `${this.name} changed while it was read.`, {
      details: [{ file: this.name, message: `was ${this.digest}, is ${digest}` }],
    });
  }
}

interface Pick {
  readonly index: number;
  readonly name: string;
  readonly kind: ColumnKind;
}

const kindNames: Record<ColumnKind, string> = { number: 'a number', boolean: 'true or false', string: 'a text' };

/** What one reading of every record tells. */
class TableFinder {
  readonly faults: Fault[] = [];
  readonly #name: string;
  #header: readonly string[] | undefined;
  #finders: readonly KindFinder[] = [];
  #rows = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws MergelineError `INPUT_INVALID` when it is the header and no header. */
  add(record: CsvRecord): void {
    if (this.#header === undefined) {
      this.#header = headerOf(this.#name, record);
      this.#finders = this.#header.map(() => new KindFinder());
      return;
    }
    this.#rows += 1;
    const { cells } = record;
    if (cells.length !== this.#header.length) this.faults.push(raggedRow(this.#name, record, this.#header.length));
    for (let index = 0; index < cells.length; index += 1) this.#finders[index]?.add(cells[index] ?? '');
  }

  /** @throws MergelineError `INPUT_INVALID` with the faults found. */
  found(): { readonly rows: number; readonly columns: readonly Column[] } {
    if (this.#header === undefined) {
      throw new MergelineError('INPUT_INVALID', `${this.#name} is empty.`, {
        hint: 'The first line of a CSV file names its columns.',
      });
    }
    if (this.faults.length > 0) throw refusal(this.#name, this.faults.slice(0, faultsShown));
    const columns = this.#header.map((name, index) => columnOf(name, this.#finders[index] ?? new KindFinder()));
    return { rows: this.#rows, columns };
  }
}

function headerOf(name: string, { cells, line }: CsvRecord): readonly string[] {
  const faults = faultsOfHeader(cells).map((message) => ({ file: name, line, message }));
  if (faults.length > 0) throw refusal(name, faults);
  return cells;
}

function faultsOfHeader(names: readonly string[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === '') faults.push(`column ${index + 1} has no name (pandas leaves the index out with index=False)`);
    else if (seen.has(name)) faults.push(`column ${JSON.stringify(name)} is there twice`);
    seen.add(name);
  }
  const [only = ''] = names;
  if (names.length === 1 && /[;\t]/.test(only)) faults.push('the columns are not separated by commas');
  return faults;
}

function raggedRow(file: string, { cells, line }: CsvRecord, expected: number): Fault {
  const count = `${cells.length} ${cells.length === 1 ? 'value' : 'values'}`;
  return { file, line, message: `has ${count}, the header has ${expected}` };
}

function columnOf(name: string, { kind, missing, firstMissing }: KindFinder): Column {
  return { name, kind, missing, ...(firstMissing !== undefined && { firstMissing }) };
}

function refusal(name: string, faults: readonly Fault[]): MergelineError {
  const [first] = faults as readonly [Fault, ...Fault[]];
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new MergelineError('INPUT_INVALID', `${name}:${first.line} ${first.message}${more}.`, { details: faults });
}
