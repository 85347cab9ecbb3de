import { expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, registerIris } from '../support/scenes.ts';

const branch = 'mergeline-records';
const receipt = 'receipts/iris/production/1.yaml';

async function inUse(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await bringTo(registry, 'iris@1.0.0');
  return registry;
}

async function faultsOf(registry: MemoryRegistry) {
  return (await registry.as('ann').health.validate()).faults;
}

async function pathLike(registry: MemoryRegistry, part: string): Promise<string> {
  const path = (await registry.paths(branch)).find((it) => it.includes(part));
  if (path === undefined) throw new Error(`there is no record ${part}`);
  return path;
}

test('finds nothing where nothing was recorded yet', async () => {
  const registry = await memoryRegistry(threeStages);
  expect(await registry.as('ann').health.validate()).toMatchObject({ records: 0, faults: [] });
});

test('tells a fault of a record at its line, and counts those that are whole', async () => {
  const registry = await inUse();
  const text = (await registry.read(receipt, branch)) ?? '';
  await registry.editOn(branch, { 'receipts/iris/production/2.yaml': text.replace(/^stage:/m, 'satge:') });
  const answer = await registry.as('ann').health.validate();
  const line = text.split('\n').findIndex((it) => it.startsWith('stage:')) + 1;
  expect(answer.records).toBe((await registry.paths(branch)).length);
  expect(answer.faults).toContainEqual({
    file: `${branch}:receipts/iris/production/2.yaml`,
    line,
    column: 1,
    path: 'satge',
    message: expect.stringContaining('did you mean stage?'),
  });
});

test('tells a record that says something else than its path', async () => {
  const registry = await inUse();
  const text = (await registry.read(receipt, branch)) ?? '';
  await registry.editOn(branch, { 'receipts/iris/production/7.yaml': text });
  expect(await faultsOf(registry)).toEqual([
    expect.objectContaining({
      file: `${branch}:receipts/iris/production/7.yaml`,
      path: 'generation',
      message: 'is 1, but the path of the file says 7',
    }),
  ]);
});

test('tells a file that is no record', async () => {
  const registry = await inUse();
  await registry.editOn(branch, { 'receipts/notes.txt': 'x' });
  expect(await faultsOf(registry)).toEqual([
    { file: `${branch}:receipts/notes.txt`, message: expect.stringContaining('nobody looks for') },
  ]);
});

test('tells an edited review by its own digest as well as by history', async () => {
  const registry = await inUse();
  const path = await pathLike(registry, '/reviews/');
  const text = (await registry.read(path, branch)) ?? '';
  await registry.editOn(branch, { [path]: text.replace('verdict: "approve"', 'verdict: "reject"') });
  const messages = (await faultsOf(registry)).map(({ file, message }) => `${file} ${message}`);
  expect(messages).toEqual([
    expect.stringContaining(`${branch}:${path} has the digest sha256:`),
    expect.stringContaining(`${branch}:${path} A record is made once, but commit`),
  ]);
});

test.each([
  ['changed', (text: string) => text.replace(/^publishedBy: .*$/m, 'publishedBy: "eve"')],
  ['deleted', () => null],
])('tells a record that was %s after it was made, until it is what it was', async (what, edit) => {
  const registry = await inUse();
  const text = (await registry.read(receipt, branch)) ?? '';
  const commit = (await registry.editOn(branch, { [receipt]: edit(text) })).slice(0, 10);
  expect(await faultsOf(registry)).toEqual([
    {
      file: `${branch}:${receipt}`,
      message: `A record is made once, but commit ${commit} ${what} this one. Bring it back on ${branch}: git checkout ${commit}~1 -- ${receipt}`,
    },
  ]);
  await registry.editOn(branch, { [receipt]: text });
  expect(await faultsOf(registry)).toEqual([]);
});

test('lets go what never was a record', async () => {
  const registry = await inUse();
  await registry.editOn(branch, { 'merges/0000000000000000000000000000000000000000.yaml': 'x: 1\n' });
  expect(await faultsOf(registry)).not.toEqual([]);
  await registry.editOn(branch, { 'merges/0000000000000000000000000000000000000000.yaml': null });
  expect(await faultsOf(registry)).toEqual([]);
});

test('leaves the records alone where files or a commit are named', async () => {
  const registry = await inUse();
  await registry.editOn(branch, { [receipt]: null });
  for (const options of [{ paths: ['models/iris'] }, { since: await registry.tip() }])
    expect(await registry.as('ann').health.validate(options)).toMatchObject({ records: 0, faults: [] });
  expect(await faultsOf(registry)).toHaveLength(1);
});

test('makes the doctor say so, in one check', async () => {
  const registry = await inUse();
  const said = async () => (await registry.as('ann').health.doctor()).checks.filter(({ check }) => check === 'records');
  expect(await said()).toEqual([expect.objectContaining({ state: 'ok' })]);
  await registry.editOn(branch, { 'receipts/a.yaml': 'x', 'receipts/b.yaml': 'x' });
  expect(await said()).toEqual([
    expect.objectContaining({
      state: 'problem',
      message: '2 faults in the records',
      hint: expect.stringContaining('validate'),
    }),
  ]);
});
