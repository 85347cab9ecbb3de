import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MemoryManifestIndex } from '../../adapters/memory/memory-manifest-index.ts';
import { SqliteManifestIndex } from '../../adapters/sqlite/sqlite-manifest-index.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Oid } from '../../core/domain/records.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeManifestIndex } from './manifest-index.contract.ts';

const oid = 'a'.repeat(40) as Oid;
const contentKey = digestOf(Buffer.from('content'));
const filesKey = digestOf(Buffer.from('files'));
const entries = new Map([[oid, { contentKey, filesKey, idempotencyKey: null }]]);

function openSqlite(file: string): SqliteManifestIndex {
  const index = new SqliteManifestIndex(file);
  onTestFinished(() => index.close());
  return index;
}

describeManifestIndex('the index in memory', async () => new MemoryManifestIndex());
describeManifestIndex('the index in SQLite', async () => openSqlite(join(await temporaryFolder(), 'index.sqlite')));

it('the index in SQLite remembers from one process to the next', async () => {
  const file = join(await temporaryFolder(), 'new/index.sqlite');
  await openSqlite(file).remember(entries);

  expect(await openSqlite(file).find({ contentKey })).toEqual([oid]);
  expect(await openSqlite(file).unknownOf([oid])).toEqual([]);
});

it('the index in SQLite knows nothing, and says so, when its file is damaged', async () => {
  const file = join(await temporaryFolder(), 'index.sqlite');
  await writeFile(file, 'nonsense'.repeat(1_000));
  const index = openSqlite(file);

  await index.remember(entries);

  expect(await index.unknownOf([oid])).toEqual([oid]);
  expect(await index.find({ contentKey })).toEqual([]);
  expect(await readFile(file, 'utf8')).toContain('nonsense');
});
