import type { Hash } from 'node:crypto';
import { MergelineError } from '../../core/errors.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';
import { type CsvRecord, CsvSyntaxError, RecordSplitter } from './record-splitter.ts';
import { longestRecord, readTextBlocks } from './text-blocks.ts';

/**
 * The records of a CSV file, some at a time: the rules of the text are those of `readTextBlocks` and `RecordSplitter`.
 * Every byte read goes into `hash` first.
 * @throws MergelineError `INPUT_INVALID` that names the line and the column.
 */
export async function* readCsvRecords(
  source: DatasetSource,
  hash: Hash,
  signal?: AbortSignal,
): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  const splitter = new RecordSplitter();
  const split = (text: string, isLast: boolean): readonly CsvRecord[] => {
    try {
      return splitter.split(text, isLast);
    } catch (cause) {
      throw cause instanceof CsvSyntaxError ? refusal(source.name, cause) : cause;
    }
  };
  for await (const block of readTextBlocks(source, hash, signal)) {
    const records = split(block, false);
    if (splitter.pending > longestRecord) throw tooLong(source.name, splitter.line);
    if (records.length > 0) yield records;
  }
  const rest = split('', true);
  if (rest.length > 0) yield rest;
}

function tooLong(name: string, line: number): MergelineError {
  const message = 'is longer than 8 MiB; is a quote never closed?';
  return new MergelineError('INPUT_INVALID', `${name}:${line} ${message}`, {
    details: [{ file: name, line, message }],
  });
}

function refusal(name: string, cause: CsvSyntaxError): MergelineError {
  const { line, column, message } = cause;
  return new MergelineError('INPUT_INVALID', `${name}:${line}:${column} ${message}.`, {
    details: [{ file: name, line, column, message }],
    cause,
  });
}
