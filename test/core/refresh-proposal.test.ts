import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { approved, branchOf, pointerOf, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const servable = reviewed('- gate: servable');

test('makes the loser mergeable by a refresh, which voids its approvals', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const [one, two] = [await approved(registry, 'iris@1.0.0'), await approved(registry, 'iris@1.0.1')];
  await registry.as('bob').proposals.merge(one);
  expect(await registry.as('ann').proposals.show(two)).toMatchObject({ stale: true });

  const refreshed = await registry.as('ann').proposals.refresh(two);
  expect(refreshed).toMatchObject({ changed: true, stale: false, reviews: [{ actor: 'bob', counts: false }] });
  await expect(registry.as('bob').proposals.merge(two)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve(two);
  expect(await registry.as('bob').proposals.merge(two)).toMatchObject({ version: '1.0.1', created: true });
  expect(await pointerOf(registry)).toMatchObject({ generation: 2, replaces: '1.0.0' });
});

test('refuses to refresh a proposal whose version holds the stage by another way', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.edit({ 'registry.yaml': servable.replace('review: proposal', 'review: none') });
  await registry.as('bob').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  await expect(registry.as('ann').proposals.refresh(id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('already'),
  });
});

test('keeps approvals and head when a refresh finds nothing to change', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  await registerIris(registry, 5, 6);
  const before = await registry.as('ann').proposals.show(id);
  const refreshed = await registry.as('ann').proposals.refresh(id);
  expect(refreshed).toMatchObject({ changed: false, proposal: { head: before.proposal.head } });
  expect((await registry.as('bob').proposals.merge(id)).created).toBe(true);
});

test('lets a refresh take away whatever else was pushed to the branch', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.editOn(await branchOf(registry, id), { 'registry.yaml': 'mine' }, { as: 'eve' });
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect(await registry.as('ann').proposals.refresh(id)).toMatchObject({ changed: true });
  expect((await registry.as('ann').proposals.merge(id)).created).toBe(true);
});

test('takes a branch that somebody brought up to date by merging the registry into it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registerIris(registry, 2, 3);
  const branch = await branchOf(registry, id);
  const paths = ['models/iris/versions/1.0.1.yaml', 'models/iris/versions/1.0.2.yaml'];
  const texts = await Promise.all(paths.map((path) => registry.read(path)));
  const merged = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? null]));
  await registry.editOn(branch, merged, { as: 'ann', mergedFrom: [await registry.tip()] });
  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.0');
});

test('lists which open proposals must be refreshed, as each says itself', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2, 3);
  const ids: string[] = [];
  for (const ref of ['iris@1.0.0', 'iris@1.0.1', 'iris@1.0.2']) ids.push(await propose(registry, ref));
  const [merged = '', refreshed = '', stale] = ids;
  const { proposals } = registry.as('ann');
  const listed = async () =>
    Object.fromEntries((await proposals.list({ state: 'all' })).proposals.map((it) => [it.id, it.stale]));

  expect(await listed()).toEqual({ [merged]: false, [refreshed]: false, [stale!]: false });
  await proposals.merge(merged);
  await proposals.refresh(refreshed);

  expect(await listed()).toEqual({ [merged]: false, [refreshed]: false, [stale!]: true });
  for (const id of ids) expect((await proposals.show(id)).stale).toBe((await listed())[id]);
});
