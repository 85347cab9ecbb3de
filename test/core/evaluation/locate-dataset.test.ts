import { expect, test } from 'vitest';
import { formatPointer } from '../../../adapters/lfs/pointer.ts';
import { digestOf } from '../../../core/domain/digest.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';
import { registerIris } from '../support/scenes.ts';

const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
const bytes = new TextEncoder().encode(csv);
const pointer = formatPointer({ digest: digestOf(csv), size: bytes.length });
const gates = '- gate: metric\n  metric: accuracy\n  min: 0.9\n  dataset: flowers';

/** @param lines further fields of the data set. */
async function withDataset(...lines: readonly string[]): Promise<MemoryRegistry> {
  const dataset = [`name: flowers`, `digest: "${digestOf(csv)}"`, 'task: classification', 'target: label', ...lines];
  const registry = await memoryRegistry(reviewed(gates, `datasets:\n  - ${dataset.join('\n    ')}\n`));
  await registerIris(registry, 1);
  return registry;
}

const evaluate = (registry: MemoryRegistry) => registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
const verdict = async (registry: MemoryRegistry) => {
  const { verdicts } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', dryRun: true });
  return verdicts.find(({ gate }) => gate === 'metric');
};

test('a blob of a store is found under its digest, by evaluate and by the judge', async () => {
  const registry = await withDataset('store: local');
  registry.datasetBytes.add(bytes);
  expect(await verdict(registry)).toMatchObject({ verdict: 'pass' });
  expect(await evaluate(registry)).toMatchObject({ metrics: { accuracy: 1 }, dataset: { digest: digestOf(csv) } });
});

test('the object that a Git LFS pointer stands for is read, as the commit of the registry has the pointer', async () => {
  const registry = await withDataset('path: data/flowers.csv');
  await registry.edit({ 'data/flowers.csv': pointer });
  registry.datasetBytes.add(bytes);
  expect(await verdict(registry)).toMatchObject({ verdict: 'pass' });
  expect(await evaluate(registry)).toMatchObject({ metrics: { accuracy: 1 } });
});

test('where the object of a pointer is not here, the store is asked', async () => {
  const registry = await withDataset('path: data/flowers.csv', 'store: local');
  const gone = formatPointer({ digest: digestOf('elsewhere'), size: 9 });
  await registry.edit({ 'data/flowers.csv': gone });
  registry.datasetBytes.add(bytes);
  expect(await evaluate(registry)).toMatchObject({ metrics: { accuracy: 1 } });
});

test('the pointer of another file is another data set', async () => {
  const registry = await withDataset('path: data/flowers.csv');
  const other = new TextEncoder().encode('x,y,label\n1,0,left\n');
  await registry.edit({ 'data/flowers.csv': formatPointer({ digest: digestOf(other), size: other.length }) });
  registry.datasetBytes.add(other);
  await expect(evaluate(registry)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
});

test.each([
  [
    'a file that is not committed',
    ['path: data/flowers.csv'],
    /are not in the registry at data\/flowers.csv/,
    /--data <file>/,
  ],
  [
    'an object that is not here',
    ['path: data/lfs.csv'],
    /lfs.csv is a Git LFS pointer, and its object/,
    /git lfs push --object-id origin/,
  ],
  ['a store without the blob', ['store: local'], /The store local has no bytes of flowers/, /oras push --oci-layout/],
])('%s is said by evaluate with what to do, and by the gate as its reason', async (_, lines, reason, hint) => {
  const registry = await withDataset(...lines);
  await registry.edit({ 'data/lfs.csv': pointer });
  await expect(evaluate(registry)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(reason),
    hint: expect.stringMatching(hint),
  });
  expect(await verdict(registry)).toMatchObject({ verdict: 'fail', reason: expect.stringMatching(reason) });
});

test('a data set of which nothing says where it is, is asked for', async () => {
  await expect(evaluate(await withDataset())).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'registry.yaml does not say where the bytes of flowers are.',
  });
});

test('a store that registry.yaml does not name is a fault of it', async () => {
  const registry = await withDataset('store: local');
  const text = (await registry.read('registry.yaml')) ?? '';
  await registry.edit({ 'registry.yaml': text.replace('store: local', 'store: lokal') });
  await expect(evaluate(registry)).rejects.toMatchObject({
    code: 'FILE_INVALID',
    message: expect.stringContaining('names the store lokal, which is not there'),
  });
});
