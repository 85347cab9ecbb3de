import { finished } from 'node:stream/promises';
import { type InfoRecord, Parser } from 'csv-parse';
import { longestRecord } from './text-blocks.ts';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record starts, counted from 1. */
  readonly line: number;
}

/**
 * Splits CSV text as RFC 4180 says: commas, optional double quotes around a value, a quote inside them written twice; LF,
 * CRLF or CR after a record. Empty lines are skipped. Text comes in blocks; a record may go over several.
 */
export class RecordSplitter {
  readonly #parser = new Parser({
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: longestRecord,
    on_record: (cells: string[], info) => this.#add(cells, info),
  });
  #records: CsvRecord[] = [];
  /** Line breaks inside the values so far, and as the parser counts them, which takes CRLF for two. */
  #breaks = 0;
  #countedBreaks = 0;

  constructor() {
    // Whoever writes is told.
    this.#parser.on('error', () => undefined);
  }

  /** The line of the record that waits for its end. */
  get line(): number {
    const { records, empty_lines: emptyLines } = this.#parser.info;
    return records + 1 + emptyLines + this.#breaks;
  }

  /** @throws CsvError */
  async split(block: Buffer): Promise<readonly CsvRecord[]> {
    await new Promise<void>((resolve, reject) => {
      this.#parser.write(block, (error) => (error ? reject(error) : resolve()));
    });
    return this.#take();
  }

  /** What no line break ended. @throws CsvError */
  async end(): Promise<readonly CsvRecord[]> {
    const written = finished(this.#parser, { readable: false });
    this.#parser.end();
    await written;
    return this.#take();
  }

  #take(): readonly CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /** Nothing is left for the parser to hand out: record after record would cost a promise each. */
  #add(cells: readonly string[], { records, lines, empty_lines: emptyLines }: InfoRecord): null {
    this.#records.push({ cells, line: records + emptyLines + this.#breaks });
    const counted = lines - records - emptyLines;
    if (counted !== this.#countedBreaks) this.#breaks += breaksIn(cells);
    this.#countedBreaks = counted;
    return null;
  }
}

function breaksIn(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}
