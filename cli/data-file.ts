import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Digest, isDigest } from '../core/domain/digest.ts';
import type { DatasetUse } from '../core/domain/manifest.ts';
import { MergelineError } from '../core/errors.ts';
import type { DatasetSource } from '../core/ports/dataset.ts';
import { parsePairs } from './key-values.ts';

/** @throws MergelineError `INPUT_INVALID` when there is no such file. */
export async function openDataFile(path: string, cwd: string): Promise<DatasetSource> {
  const place = resolve(cwd, path);
  const found = await stat(place).catch(() => undefined);
  if (!found?.isFile()) throw new MergelineError('INPUT_INVALID', `${path} cannot be read: there is no such file.`);
  return { name: basename(path), open: () => createReadStream(place) };
}

/** Digest and, of a CSV or Parquet file, the number of rows; nothing of the rows is kept. */
async function describeDataset(name: string, path: string, cwd: string): Promise<DatasetUse> {
  const source = await openDataFile(path, cwd);
  if (!/\.(?:csv|parquet)$/i.test(path)) return { name, digest: await digestOfStream(source) };
  const { datasetReader } = await import('../adapters/dataset-reader.ts');
  const dataset = await datasetReader.open(source);
  await dataset.close();
  return { name, digest: dataset.digest, rows: dataset.rows };
}

/** Data sets as `register` takes them: `--data train.csv`, `--dataset name=path` and `--dataset name=sha256:…`. */
export async function readDatasets(
  data: string | undefined,
  named: readonly string[],
  cwd: string,
): Promise<readonly DatasetUse[]> {
  const train = data === undefined ? [] : [describeDataset('train', data, cwd)];
  const others = Object.entries(parsePairs(named, '--dataset')).map(async ([name, value]) =>
    isDigest(value) ? { name, digest: value } : await describeDataset(name, value, cwd),
  );
  return await Promise.all([...train, ...others]);
}

async function digestOfStream(source: DatasetSource): Promise<Digest> {
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  for await (const chunk of source.open()) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
