import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

const approved = reviewed('- gate: approvals\n  count: 1');
const licensed = reviewed('- gate: licence\n  allow: [MIT]');

test('says what keeps each open proposal from merging', async () => {
  const registry = await memoryRegistry(approved);
  await registerIris(registry, 1, 2);
  const standings = async () =>
    Object.fromEntries(
      (await registry.as('ann').proposals.list({ state: 'all' })).proposals.map(({ id, standing }) => [id, standing]),
    );
  const first = await propose(registry, 'iris@1.0.0');
  expect(await standings()).toEqual({ [first]: { state: 'waiting', gates: ['approvals'] } });

  await registry.as('bob').proposals.approve(first);
  expect(await standings()).toEqual({ [first]: { state: 'ready', gates: [] } });

  const second = await propose(registry, 'iris@1.0.1');
  await registry.as('ann').proposals.merge(first);
  expect(await standings()).toEqual({ [first]: null, [second]: null });
});

test('names the gates that a draft fails', async () => {
  const registry = await memoryRegistry(licensed);
  await registerIris(registry, 1);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', draft: true });

  expect((await registry.as('ann').proposals.list()).proposals).toMatchObject([
    { standing: { state: 'failing', gates: ['licence'] } },
  ]);
});

test('judges the newest of many and lists them all', async () => {
  const registry = await memoryRegistry(approved);
  await registerIris(registry, ...Array.from({ length: 52 }, (_, index) => index + 1));
  for (let patch = 0; patch < 52; patch += 1) await propose(registry, `iris@1.0.${patch}`);

  const { proposals } = await registry.as('ann').proposals.list();

  expect(proposals).toHaveLength(52);
  expect(proposals.filter(({ standing }) => standing === null).map(({ version }) => version)).toEqual([
    '1.0.1',
    '1.0.0',
  ]);
});
