import type { Hash } from 'node:crypto';
import { addAbortSignal, pipeline, Readable } from 'node:stream';
import { CsvError, type Parser, parse } from 'csv-parse';
import { MergelineError } from '../../core/errors.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where the record starts, counted from 1. */
  readonly line: number;
}

/** A quote that is never closed would gather the rest of the file in memory. */
const maximumRecordSize = 8 * 1024 * 1024;

/**
 * The records of a CSV file as RFC 4180 says: commas, optional double quotes, LF, CRLF or CR, UTF-8 with or without a
 * byte order mark. Empty lines are skipped. Every byte read goes into `hash` first.
 * @throws MergelineError `INPUT_INVALID` that names the line.
 */
export async function* readCsvRecords(
  source: DatasetSource,
  hash: Hash,
  signal?: AbortSignal,
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: maximumRecordSize,
  });
  const bytes = Readable.from(utf8Chunks(source, hash));
  // A failure is thrown by the iteration below; the callback only keeps it from being unhandled.
  pipeline(bytes, parser, () => {});
  if (signal) addAbortSignal(signal, bytes);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield { cells: record, line: info.lines - lineBreaksIn(record) };
    }
  } catch (cause) {
    throw cause instanceof CsvError ? csvFault(source.name, cause) : cause;
  }
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: Parser['info'];
}

/** The parser counts to the end of a record; a quoted value may hold line breaks. */
function lineBreaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n')) count += cell.split('\n').length - 1;
  }
  return count;
}

async function* utf8Chunks({ name, open }: DatasetSource, hash: Hash): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of open()) {
      hash.update(chunk);
      decoder.decode(chunk, { stream: true });
      yield chunk;
    }
    decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new MergelineError('INPUT_INVALID', `${name} is not UTF-8 text.`, {
      hint: `Save it as CSV in UTF-8: iconv -f LATIN1 -t UTF-8 ${name}`,
      details: [{ file: name, message: 'has bytes that are no UTF-8' }],
      cause,
    });
  }
}

const reasons: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'opens a quote that is never closed',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a value; write the value in quotes and the quote twice',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quote; a quote inside quotes is written twice',
  CSV_MAX_RECORD_SIZE: 'is longer than 8 MiB; is a quote never closed?',
};

function csvFault(name: string, cause: CsvError): MergelineError {
  const line = typeof cause['lines'] === 'number' ? cause['lines'] : undefined;
  const message = reasons[cause.code] ?? cause.message;
  return new MergelineError('INPUT_INVALID', `${name}:${line ?? '?'} ${message}.`, {
    details: [{ file: name, line, message }],
    cause,
  });
}
