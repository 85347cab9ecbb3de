export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record starts, counted from 1. */
  readonly line: number;
}

/** What the rules of the text do not allow, and where; both count from 1. */
export class CsvSyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: { readonly line: number; readonly column: number }) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

const [lineFeed, carriageReturn, quote, comma] = [0x0a, 0x0d, 0x22, 0x2c];

/**
 * Splits CSV text as RFC 4180 says: commas, optional double quotes around a value, a quote inside them written twice; LF,
 * CRLF or CR after a record. Empty lines are skipped. Text comes in blocks of whole lines; a record may go over several.
 */
export class RecordSplitter {
  #text = '';
  /** Of the next character, and of the line that it is in. */
  #at = 0;
  #lineStart = 0;
  #line = 1;
  #isLast = false;

  /** How much text waits for the end of its record, in UTF-16 units. */
  get pending(): number {
    return this.#text.length;
  }

  /** The line of the record that waits for its end. */
  get line(): number {
    return this.#line;
  }

  /** @param isLast whether no text follows, so that what is there ends the last record. @throws CsvSyntaxError */
  split(block: string, isLast = false): CsvRecord[] {
    this.#text += block;
    this.#isLast = isLast;
    this.#at = 0;
    this.#lineStart = 0;
    const records: CsvRecord[] = [];
    while (this.#at < this.#text.length) {
      const [start, line] = [this.#at, this.#line];
      const cells = this.#record();
      if (cells === undefined) {
        this.#at = start;
        this.#line = line;
        break;
      }
      const isEmptyLine = cells.length === 1 && cells[0] === '' && this.#text.charCodeAt(start) !== quote;
      if (!isEmptyLine) records.push({ cells, line });
    }
    this.#text = this.#text.slice(this.#at);
    return records;
  }

  /** Undefined when the record goes on in the next block. */
  #record(): string[] | undefined {
    const cells: string[] = [];
    for (;;) {
      const cell = this.#text.charCodeAt(this.#at) === quote ? this.#quoted() : this.#plain();
      if (cell === undefined) return undefined;
      cells.push(cell);
      if (this.#text.charCodeAt(this.#at) !== comma) break;
      this.#at += 1;
    }
    this.#endLine();
    return cells;
  }

  #plain(): string {
    const start = this.#at;
    const text = this.#text;
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === comma || code === lineFeed || code === carriageReturn) break;
      if (code === quote) {
        throw this.#fault(at, 'has a quote in the middle of a value; write the value in quotes and the quote twice');
      }
    }
    this.#at = at;
    return text.slice(start, at);
  }

  #quoted(): string | undefined {
    const start = this.#at + 1;
    let end = this.#text.indexOf('"', start);
    while (end >= 0 && this.#text.charCodeAt(end + 1) === quote) end = this.#text.indexOf('"', end + 2);
    if (end < 0) {
      if (this.#isLast) throw this.#fault(this.#at, 'opens a quote that is never closed');
      return undefined;
    }
    const next = this.#text.charCodeAt(end + 1);
    const isClosed = Number.isNaN(next) || next === comma || next === lineFeed || next === carriageReturn;
    if (!isClosed) {
      throw this.#fault(end + 1, 'has text after a closing quote; a quote inside quotes is written twice');
    }
    const cell = this.#text.slice(start, end);
    this.#countLines(start, end);
    this.#at = end + 1;
    return cell.includes('"') ? cell.replaceAll('""', '"') : cell;
  }

  #endLine(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (Number.isNaN(code)) return;
    const isPair = code === carriageReturn && this.#text.charCodeAt(this.#at + 1) === lineFeed;
    this.#at += isPair ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  #countLines(start: number, end: number): void {
    for (let at = start; at < end; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code !== lineFeed && (code !== carriageReturn || this.#text.charCodeAt(at + 1) === lineFeed)) continue;
      this.#line += 1;
      this.#lineStart = at + 1;
    }
  }

  #fault(at: number, message: string): CsvSyntaxError {
    return new CsvSyntaxError(message, { line: this.#line, column: at - this.#lineStart + 1 });
  }
}
