import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { datasetReader } from '../../../adapters/dataset-reader.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { ColumnChoice, Dataset } from '../../../core/ports/dataset.ts';

/** Written by fixtures/generate.py. */
const fixture = async (name: string) => await readFile(new URL(`fixtures/${name}.parquet`, import.meta.url));

/** A file that says its description is so long. */
function withFooterOf(length: number): Uint8Array {
  const bytes = Buffer.alloc(length + 16, 'PAR1');
  bytes.writeUInt32LE(length, bytes.length - 8);
  return bytes;
}

const opened: Dataset[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((dataset) => dataset.close()));
});

async function open(bytes: Uint8Array, name = 'test.parquet'): Promise<Dataset> {
  const dataset = await datasetReader.open({
    name,
    async *open() {
      const size = bytes.length > 10_000 ? 65_536 : 999;
      for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
    },
  });
  opened.push(dataset);
  return dataset;
}

async function rowsOf(dataset: Dataset, columns: readonly ColumnChoice[] = dataset.columns) {
  const rows = [];
  for await (const batch of dataset.batches(columns, { size: 3 })) rows.push(...batch.rows);
  return rows;
}

describe.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'pages-v2'])('a file of pyarrow, %s', (name) => {
  test('is read as it was written, over several row groups', async () => {
    const bytes = await fixture(name);
    const dataset = await open(bytes);
    expect(dataset.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect([dataset.name, dataset.rows]).toEqual(['test.parquet', 10]);
    expect(dataset.columns).toEqual([
      { name: 'length', kind: 'number', missing: 0 },
      { name: 'width', kind: 'number', missing: 1, firstMissing: 4 },
      { name: 'count', kind: 'number', missing: 0 },
      { name: 'species', kind: 'string', missing: 3, firstMissing: 3 },
      { name: 'wild', kind: 'boolean', missing: 0 },
      { name: 'seen', kind: 'string', missing: 0 },
      { name: 'ratio', kind: 'number', missing: 1, firstMissing: 1 },
    ]);
    const rows = await rowsOf(dataset);
    expect(rows[0]).toEqual([0, 0, 0, 'setosa', true, '2026-01-01T00:00:00.000Z', null]);
    expect(rows[3]).toEqual([0.75, null, 3, 'setosa', false, '2026-01-04T00:00:00.000Z', 1.5]);
    expect(rows.map(([, , count]) => count)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

test('a column is read as the kind that is asked for, as far as it is of it', async () => {
  const dataset = await open(await fixture('snappy'));
  expect((await rowsOf(dataset, [{ name: 'count', kind: 'string' }, { name: 'wild' }]))[9]).toEqual(['9', false]);
  await expect(rowsOf(dataset, [{ name: 'species', kind: 'number' }])).rejects.toThrow(
    'test.parquet: species of row 1 is no number.',
  );
  await expect(rowsOf(dataset, [{ name: 'lenght' }])).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    hint: expect.stringContaining('length'),
  });
});

test('a file without rows is a table of no rows', async () => {
  const dataset = await open(await fixture('no-rows'));
  expect([dataset.rows, await rowsOf(dataset, [])]).toEqual([0, []]);
});

test('numbers that would lose digits, and infinity, are refused where they are read; lists are no columns', async () => {
  const dataset = await open(await fixture('odd'));
  expect(dataset.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  await expect(rowsOf(dataset, [{ name: 'a', kind: 'number' }])).rejects.toThrow('a of row 2 is no number');
  await expect(rowsOf(dataset, [{ name: 'b', kind: 'number' }])).rejects.toThrow('b of row 1 is no number');
});

test.each<[string, () => Promise<Uint8Array>, RegExp]>([
  ['a file that is cut off', async () => (await fixture('snappy')).subarray(0, 2000), /footer/],
  ['four bytes', async () => Buffer.from('PAR1'), /too short/],
  ['a codec that is not read', () => fixture('lz4'), /column "length" is compressed with LZ4\S*, which is not read/],
  ['packed differences', () => fixture('delta-binary-packed'), /encoding DELTA_BINARY_PACKED, which is not read/],
  ['split bytes', () => fixture('byte-stream-split'), /encoding BYTE_STREAM_SPLIT, which is not read/],
  ['a page of 136 MB in 13 kB', () => fixture('huge-page'), /a page of 1360000\d\d bytes; up to 128 MiB are read/],
  [
    'a footer of more than 16 MiB',
    async () => withFooterOf(17 * 2 ** 20),
    /its footer has 17825792 bytes; up to 16 MiB/,
  ],
  [
    'an encoding of which few bytes can become many',
    () => fixture('delta-byte-array'),
    /encoding DELTA_BYTE_ARRAY, which is not read/,
  ],
])('refuses %s', async (_, bytes, message) => {
  await expect(open(await bytes())).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringMatching(message),
  });
});

test('columns of lists and records are known by name', async () => {
  const dataset = await open(await fixture('nested'));
  expect([dataset.columns.map(({ name }) => name), dataset.nested]).toEqual([['a'], ['tags', 'point']]);
});

test('nothing is left in the temporary folder, and what was read is what was verified', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spooled-'));
  vi.stubEnv('TMPDIR', folder);
  const dataset = await open(await fixture('snappy'));
  expect(await readdir(folder)).toEqual([]);
  expect(await rowsOf(dataset)).toHaveLength(10);
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('whatever is changed in a file, it is read or refused as invalid input', async () => {
  const files = await Promise.all(['none', 'snappy', 'gzip', 'zstd', 'pages-v2'].map(fixture));
  const change = fc.tuple(fc.nat(4), fc.nat(6000), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(change, async ([file, at, value]) => {
      const bytes = Uint8Array.from(files[file] ?? []);
      bytes[4 + (at % (bytes.length - 4))] = value;
      const outcome = await open(bytes)
        .then(rowsOf)
        .catch((error: unknown) => error);
      expect(outcome instanceof MergelineError ? outcome.code : Array.isArray(outcome)).toBeOneOf([
        true,
        'INPUT_INVALID',
      ]);
    }),
    { numRuns: 400 },
  );
});

test('text that begins otherwise is CSV, whatever the file is called', async () => {
  expect(await rowsOf(await open(Buffer.from('a\n1\n')))).toEqual([[1]]);
});
