import { suggestName } from '../../core/domain/closest-name.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { Cell } from '../../core/domain/row.ts';
import { MergelineError } from '../../core/errors.ts';
import type {
  BatchOptions,
  Column,
  ColumnChoice,
  ColumnKind,
  Dataset,
  DatasetBatch,
  DatasetReader,
} from '../../core/ports/dataset.ts';
import { cellOf, kindOfCells } from './cells.ts';
import { PageRoom } from './page-room.ts';
import { ParquetFile } from './parquet-file.ts';

const defaultBatchSize = 1024;

/**
 * Reads Parquet files of flat columns: numbers, texts, truth values and dates. One page of each column that is read is in
 * memory, whatever the size of the file and of its row groups.
 */
export const parquetReader: DatasetReader = {
  async open(source, { signal } = {}) {
    const file = await ParquetFile.open(source, signal);
    try {
      const columns: Column[] = [];
      for (const name of file.schema.columns.keys()) columns.push(await describe(file, name, signal));
      return new ParquetDataset(file, columns);
    } catch (error) {
      await file.close();
      throw error;
    }
  },
};

interface Pick {
  readonly name: string;
  readonly kind: ColumnKind;
}

class ParquetDataset implements Dataset {
  readonly digest: Digest;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly #file: ParquetFile;

  constructor(file: ParquetFile, columns: readonly Column[]) {
    this.#file = file;
    this.digest = file.digest;
    this.rows = file.groups.reduce((sum, rows) => sum + rows, 0);
    this.columns = columns;
  }

  get name(): string {
    return this.#file.name;
  }

  get nested(): readonly string[] {
    return this.#file.schema.nested;
  }

  async *batches(
    choices: readonly ColumnChoice[],
    { size = defaultBatchSize, signal }: BatchOptions = {},
  ): AsyncGenerator<DatasetBatch> {
    const picks = choices.map((choice) => this.#pick(choice));
    let first = 0;
    for (const [group, rows] of this.#file.groups.entries()) {
      const room = new PageRoom();
      const cursors = picks.map((pick) => new CellCursor(this.#file, pick, { group, first, room }));
      for (let start = 0; start < rows; start += size) {
        signal?.throwIfAborted();
        const count = Math.min(size, rows - start);
        const columns: Cell[][] = [];
        for (const cursor of cursors) columns.push(await cursor.take(count));
        yield { rows: Array.from({ length: count }, (_, row) => columns.map((cells) => cells[row] ?? null)) };
      }
      first += rows;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #pick({ name, kind }: ColumnChoice): Pick {
    const column = this.columns.find((it) => it.name === name);
    if (column) return { name, kind: kind ?? column.kind };
    const names = this.columns.map((it) => it.name);
    throw new MergelineError('INPUT_INVALID', `${this.name} has no column ${JSON.stringify(name)}.`, {
      hint: suggestName(name, names),
    });
  }
}

/** Walks over the cells of a column in a row group. */
class CellCursor {
  readonly #name: string;
  readonly #pick: Pick;
  readonly #pages: AsyncGenerator<ArrayLike<unknown>, void, undefined>;
  #page: ArrayLike<unknown> = [];
  #at = 0;
  #row: number;

  /** @param place.first how many rows there are before the group. */
  constructor(
    file: ParquetFile,
    pick: Pick,
    { group, first, room }: { readonly group: number; readonly first: number; readonly room: PageRoom },
  ) {
    this.#name = file.name;
    this.#pick = pick;
    this.#pages = file.pages(pick.name, group, room);
    this.#row = first;
  }

  async take(count: number): Promise<Cell[]> {
    const cells: Cell[] = [];
    while (cells.length < count) {
      if (this.#at === this.#page.length) {
        const next = await this.#pages.next();
        if (next.done) return cells;
        [this.#page, this.#at] = [next.value, 0];
        continue;
      }
      this.#row += 1;
      cells.push(this.#cell(this.#page[this.#at++]));
    }
    return cells;
  }

  #cell(value: unknown): Cell {
    const { name, kind } = this.#pick;
    const cell = cellOf(value, kind);
    if (cell !== undefined) return cell;
    const message = `${name} of row ${this.#row} is no ${kind}`;
    throw new MergelineError('INPUT_INVALID', `${this.#name}: ${message}.`, {
      details: [{ file: this.#name, path: name, message }],
    });
  }
}

async function describe(file: ParquetFile, name: string, signal: AbortSignal | undefined): Promise<Column> {
  const kinds = new Set<ColumnKind>();
  let [missing, row] = [0, 1];
  let firstMissing: number | undefined;
  for (const group of file.groups.keys()) {
    for await (const values of file.pages(name, group)) {
      signal?.throwIfAborted();
      const found = kindOfCells(values);
      missing += found.missing;
      if (found.firstMissing !== undefined) firstMissing ??= row + found.firstMissing;
      row += values.length;
      for (const kind of found.kinds) kinds.add(kind);
    }
  }
  const [only = 'string'] = kinds;
  const kind = kinds.size === 1 ? only : 'string';
  return { name, kind, missing, ...(firstMissing !== undefined && { firstMissing }) };
}
