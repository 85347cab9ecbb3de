import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LocalDatasetBytes } from '../../adapters/dataset-bytes.ts';
import { lfsObjects } from '../../adapters/lfs/lfs-objects.ts';
import { formatPointer } from '../../adapters/lfs/pointer.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { digestOf, hexOf } from '../../core/domain/digest.ts';

const text = 'a\n1\n';
const digest = digestOf(text);
const hex = hexOf(digest);
const layout = { name: 'local', type: 'oci-layout' } as const;
const lfs = { name: 'lfs', type: 'lfs' } as const;
let folder = '';
let bytes: LocalDatasetBytes;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-bytes-'));
  bytes = new LocalDatasetBytes(
    { objects: lfsObjects(folder), copies: undefined },
    () => new OciLayout(join(folder, 'store')).blobs,
  );
});
afterEach(() => rm(folder, { recursive: true }));

const blob = () => join(folder, 'store/blobs/sha256', hex);
const object = () => join(folder, 'lfs/objects', hex.slice(0, 2), hex.slice(2, 4), hex);

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

async function textOf(open: (() => AsyncIterable<Uint8Array>) | undefined): Promise<string | undefined> {
  return open && Buffer.concat(await Array.fromAsync(open())).toString();
}

test('a blob of an OCI layout and an object of Git LFS are found by digest', async () => {
  expect(await bytes.inStore(layout, digest)).toBeUndefined();
  await put(blob(), text);
  await put(object(), text);
  expect(await textOf(await bytes.inStore(layout, digest))).toBe(text);
  expect(await textOf(await bytes.inStore(lfs, digest))).toBe(text);
});

test('the object behind a pointer is found; what is no pointer is content', async () => {
  const pointer = Buffer.from(formatPointer({ digest, size: text.length }));
  expect(await bytes.behindPointer(pointer)).toEqual({ digest });
  await put(object(), text);
  expect(await textOf((await bytes.behindPointer(pointer))?.open)).toBe(text);
  expect(await bytes.behindPointer(Buffer.from(text))).toBeUndefined();
});

test('bytes that are damaged in the store are not handed over to their end', async () => {
  await put(blob(), 'a\n2\n');
  await expect(textOf(await bytes.inStore(layout, digest))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});

test('a store in an OCI registry says that its data sets are not available yet', async () => {
  const store = { name: 'shared', type: 'oci', reference: 'ghcr.io/acme/models' } as const;
  await expect(bytes.inStore(store, digest)).rejects.toMatchObject({
    code: 'USAGE',
    message: 'The data sets of the store shared, an OCI registry, are not available yet.',
  });
});
