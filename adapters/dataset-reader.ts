import type { DatasetReader, DatasetSource } from '../core/ports/dataset.ts';
import { holdYoungGeneration } from './young-generation.ts';

const parquetMagic = 'PAR1';

/** Parquet by the four bytes that it begins with, whatever the file is called; else CSV. */
export const datasetReader: DatasetReader = {
  async open(source, options) {
    holdYoungGeneration();
    return await (await readerFor(source)).open(source, options);
  },
};

async function readerFor(source: DatasetSource): Promise<DatasetReader> {
  if ((await beginningOf(source, parquetMagic.length)) === parquetMagic) {
    return (await import('./parquet/parquet-dataset.ts')).parquetReader;
  }
  return (await import('./csv/csv-dataset.ts')).csvReader;
}

async function beginningOf({ open }: DatasetSource, length: number): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of open()) {
    bytes = Buffer.concat([bytes, chunk.subarray(0, length)]);
    if (bytes.length >= length) break;
  }
  return bytes.toString('latin1', 0, length);
}
