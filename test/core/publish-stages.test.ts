import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { bringTo, mergeUnpublished, pointerOf, propose, receiptOf, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

test('does nothing the second time', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const merged = await bringTo(registry, 'iris@1.0.0');
  expect(merged.published).toMatchObject({ state: 'published', generation: 1, version: '1.0.0' });

  const records = await registry.tip('mergeline-records');
  for (const targets of [[], ['iris@production']])
    expect((await registry.as('bob').stages.publish(targets)).published).toMatchObject([{ state: 'already' }]);
  expect(await registry.tip('mergeline-records')).toBe(records);
});

test('tags what it publishes by version and by stage', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const { published } = await bringTo(registry, 'iris@1.0.0');
  expect(registry.images.find('iris:production')).toBe(published?.digest);
  expect(registry.images.find('iris:1.0.0-image')).toBe(published?.digest);
  expect(registry.images.find('iris:1.0.0')).toBeDefined();
});

test('chains the receipts of a stage, each naming the bytes of the one before', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2, 3);
  for (const version of ['1.0.0', '1.0.1', '1.0.2']) await bringTo(registry, `iris@${version}`);

  const receipts = await Promise.all([1, 2, 3].map((generation) => receiptOf(registry, generation)));
  expect(receipts.map(({ receipt }) => receipt.previous)).toEqual([
    null,
    digestOf(receipts[0]?.text ?? ''),
    digestOf(receipts[1]?.text ?? ''),
  ]);
  expect(receipts[2]?.receipt).toMatchObject({ version: '1.0.2', approvals: ['bob'], publishedBy: 'bob' });
});

test('completes what a crash between merge and publication left', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await mergeUnpublished(registry, 'iris@1.0.0');
  expect((await registry.as('ann').proposals.show(id)).proposal.state).toBe('merged');
  expect(registry.images.find('iris:production')).toBeUndefined();

  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'published', version: '1.0.0' }]);
  expect((await receiptOf(registry, 1)).receipt.approvals).toEqual(['bob']);
  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ kind: 'promoted', proposal: id, approvedBy: ['bob'], published: true });
});

test('merging again after such a crash completes it too', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await mergeUnpublished(registry, 'iris@1.0.0');
  const again = await registry.as('bob').proposals.merge(id);
  expect(again).toMatchObject({ created: false, published: { state: 'published' } });
  expect((await registry.as('bob').proposals.show(id)).verdicts).toContainEqual(
    expect.objectContaining({ gate: 'approvals', verdict: 'pass' }),
  );
});

test('refuses to publish a stage that nothing ever held', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  await expect(registry.as('ann').stages.publish(['iris@staging'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(registry.as('ann').stages.publish(['rose@staging'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(registry.as('ann').stages.publish(['iris@live'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('publishes an emptied stage as nothing to publish', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  const { proposal } = await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'production' });
  const merged = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(merged).toMatchObject({ version: null, published: { state: 'nothing-to-publish', image: null } });
  expect((await receiptOf(registry, 2)).receipt).toMatchObject({ version: null, image: null });
});

test('follows a pointer that moves while it publishes', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  const [one, two] = [await propose(registry, 'iris@1.0.0'), await propose(registry, 'iris@1.0.1')];
  registry.repository.interrupt('mergeline-records', async () => {
    await registry.as('ann').proposals.refresh(two);
    await registry.as('ann').proposals.merge(two);
  });
  await registry.as('ann').proposals.merge(one);
  expect(registry.images.find('iris:production')).toBe((await pointerOf(registry)).image?.digest);
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'already', version: '1.0.1' }]);
});
