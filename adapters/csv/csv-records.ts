import type { Hash } from 'node:crypto';
import { CsvError } from 'csv-parse';
import { MergelineError } from '../../core/errors.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';
import { type CsvRecord, RecordSplitter } from './record-splitter.ts';
import { readTextBlocks, tooLong } from './text-blocks.ts';

/**
 * The records of a CSV file, some at a time: the rules of the text are those of `readTextBlocks` and `RecordSplitter`.
 * Every byte read goes into `hash` first.
 * @throws MergelineError `INPUT_INVALID` that names the line in which the record starts.
 */
export async function* readCsvRecords(
  source: DatasetSource,
  hash: Hash,
  signal?: AbortSignal,
): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  const splitter = new RecordSplitter();
  try {
    for await (const block of readTextBlocks(source, hash, signal)) yield await splitter.split(block);
    yield await splitter.end();
  } catch (cause) {
    throw cause instanceof CsvError ? refusal(source.name, splitter.line, cause) : cause;
  }
}

const faults: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'opens a quote that is never closed',
  INVALID_OPENING_QUOTE: 'has a quote in the middle; write the value in quotes and the quote twice',
  CSV_INVALID_CLOSING_QUOTE: 'has text after its closing quote; a quote inside quotes is written twice',
};

function refusal(name: string, line: number, cause: CsvError): MergelineError {
  if (cause.code === 'CSV_MAX_RECORD_SIZE') return tooLong(name, line);
  const message = `value ${Number(cause['column']) + 1} ${faults[cause.code] ?? cause.message}`;
  return new MergelineError('INPUT_INVALID', `${name}:${line} ${message}.`, {
    details: [{ file: name, line, message }],
    cause,
  });
}
