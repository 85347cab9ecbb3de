import { expect, test } from 'vitest';
import type { Fault } from '../../core/errors.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

const manifest = 'models/iris/versions/1.0.0.yaml';

async function registered(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  return registry;
}

async function faultsIn(registry: MemoryRegistry, since?: string): Promise<readonly Fault[]> {
  const { faults } = await registry.as('ann').health.validate(since === undefined ? {} : { since });
  return faults;
}

async function rewrite(registry: MemoryRegistry): Promise<string> {
  const text = (await registry.read(manifest)) ?? '';
  await registry.edit({ [manifest]: text.replace(/^registeredBy: .*$/m, 'registeredBy: "mallory"') });
  return text;
}

test('names a manifest that was edited by hand, however long ago, and what brings it back', async () => {
  const registry = await registered();
  await rewrite(registry);
  const commit = (await registry.tip()).slice(0, 10);
  await registerIris(registry, 3);

  expect(await faultsIn(registry)).toEqual([
    {
      file: manifest,
      message: `It is made once, but commit ${commit} changed it. Bring it back with: git checkout ${commit}~1 -- ${manifest}`,
    },
  ]);
});

test('names a manifest that was deleted', async () => {
  const registry = await registered();
  await registry.edit({ [manifest]: null });

  expect(await faultsIn(registry)).toMatchObject([{ file: manifest, message: expect.stringContaining('deleted it') }]);
});

test('has nothing against a manifest whose bytes were brought back', async () => {
  const registry = await registered();
  const base = await registry.tip();
  const text = await rewrite(registry);
  await registry.edit({ [manifest]: null });
  await registry.edit({ [manifest]: text });

  expect(await faultsIn(registry)).toEqual([]);
  expect(await faultsIn(registry, base)).toEqual([]);
});

test('finds a change of a manifest that is older than the range, none of one that is new in it', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  const before = await registry.tip();
  await registerIris(registry, 1, 2);
  const after = await registry.tip();
  await rewrite(registry);

  expect(await faultsIn(registry, after)).toMatchObject([{ file: manifest }]);
  expect(await faultsIn(registry, before)).toEqual([]);
});

test('names a folder that cannot be a model, and two models of which one stands in the way of the other', async () => {
  const registry = await registered();
  const model = (await registry.read('models/iris/model.yaml')) ?? '';
  await registry.edit({ 'models/iris/deep/model.yaml': model.replace('iris', 'iris/deep') });
  await registry.edit({ 'models/a..b/model.yaml': model.replace('iris', 'a..b') });

  expect(await faultsIn(registry)).toMatchObject([
    { file: 'models/a..b/model.yaml', message: expect.stringContaining('is not in the folder of a model: ') },
    { file: 'models/iris/deep/model.yaml', message: 'iris/deep cannot be a model, because iris is one.' },
  ]);
});
