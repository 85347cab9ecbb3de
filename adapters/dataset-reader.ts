import type { DatasetReader, DatasetSource } from '../core/ports/dataset.ts';

const parquetMagic = 'PAR1';

/** Parquet by the four bytes that it begins with, whatever the file is called; else CSV. */
export const datasetReader: DatasetReader = {
  async open(source, options) {
    if ((await beginningOf(source, parquetMagic.length)) === parquetMagic) {
      return await (await import('./parquet/parquet-dataset.ts')).parquetReader.open(source, options);
    }
    return await (await import('./csv/csv-dataset.ts')).csvReader.open(source, options);
  },
};

async function beginningOf({ open }: DatasetSource, length: number): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of open()) {
    bytes = Buffer.concat([bytes, chunk.subarray(0, length)]);
    if (bytes.length >= length) break;
  }
  return bytes.toString('latin1', 0, length);
}
