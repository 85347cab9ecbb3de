import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

test('a stage whose pointer was deleted takes no version as its first one', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const pointer = (await registry.read(irisProduction)) ?? '';
  await registry.edit({ [irisProduction]: null }, 'eve');

  await expect(propose(registry, 'iris@1.0.1')).rejects.toMatchObject({
    code: 'GATE_FAILED',
    details: [
      { path: 'integrity', message: expect.stringMatching(/was deleted by commit .*git checkout [0-9a-f]+~1 -- /) },
    ],
  });
  await registry.edit({ [irisProduction]: pointer }, 'eve');
  expect(await bringTo(registry, 'iris@1.0.1')).toMatchObject({ version: '1.0.1', replaces: '1.0.0' });
});

test('a pointer that was deleted and made again by hand does not hide what held the stage', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable\n- gate: signature'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const pointer = await pointerOf(registry);
  await registry.edit({ [irisProduction]: null }, 'eve');
  const emptied = { version: null, manifestDigest: null, image: null, change: 'withdrawal' } as const;
  await registry.edit({ [irisProduction]: pointerText({ ...pointer, ...emptied, generation: 2 }) }, 'eve');
  const { verdicts } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'production' });
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'signature', verdict: 'pass' }));
});

test('a stage whose promotion was taken out of history starts anew', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const before = await registry.tip();
  await bringTo(registry, 'iris@1.0.0');
  await registry.repository.deleteBranch('main', await registry.tip());
  await registry.editOn('main', { 'models/iris/README.md': '# Iris' }, { onto: before });
  expect(await bringTo(registry, 'iris@1.0.0')).toMatchObject({ published: { generation: 1 } });
});

test('a card that changes while a proposal waits is frozen as the reviewers read it', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
  await registerIris(registry, 1);
  await registry.edit({ 'models/iris/README.md': '# Iris, as reviewed' });
  const id = await propose(registry, 'iris@1.0.0');
  await registry.edit({ 'models/iris/README.md': '# Iris, as it is now' });
  await registry.as('bob').proposals.approve(id);
  expect(await registry.as('bob').proposals.merge(id)).toMatchObject({ version: '1.0.0' });
});
