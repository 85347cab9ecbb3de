import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { Pointer } from '../../core/domain/records.ts';
import { decode } from '../../registry-schema/codec.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import {
  branchOf,
  bringTo,
  irisProduction,
  pointerOf,
  pointerText,
  propose,
  receiptOf,
  registerIris,
} from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

/** What the pointer would say if the tool wrote it for this version now. */
async function nextFor(registry: MemoryRegistry, version: string, change: Partial<Pointer> = {}): Promise<Pointer> {
  const { plan } = await registry.as('ann').stages.promote({ ref: `iris@${version}`, to: 'production', dryRun: true });
  const [file] = plan?.files ?? [];
  const bytes = new TextEncoder().encode(file?.content);
  return { ...decode('StagePointer', bytes, { file: file?.path ?? '' }), ...change };
}

test.each([
  ['a merge commit', true],
  ['a commit of its own', false],
])('counts the approvals of a proposal that plain git brought in by %s', async (_, merges) => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  const branch = await branchOf(registry, id);
  const text = (await registry.read(irisProduction, branch)) ?? '';
  const graft = merges ? { mergedFrom: [await registry.tip(branch)], message: `Merge branch '${branch}'` } : {};
  const commit = await registry.editOn('main', { [irisProduction]: text }, { as: 'carl', ...graft });

  expect((await registry.as('ann').proposals.show(id)).proposal).toMatchObject({
    state: 'merged',
    mergeCommit: commit,
  });
  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'published', version: '1.0.0', generation: 1 }]);
  expect((await receiptOf(registry, 1)).receipt.approvals).toEqual(['bob']);
  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ proposal: id, approvedBy: ['bob'] });
});

test('ships no proposal that plain git merged before it was approved, until it is', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const text = (await registry.read(irisProduction, await branchOf(registry, id))) ?? '';
  await registry.edit({ [irisProduction]: text }, 'carl');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('approvals') },
  ]);
  expect(registry.images.find('iris:production')).toBeUndefined();

  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);
});

test('ships a pointer that was written by hand and is as the tool would write it', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'staging', dryRun: true });
  const [file] = plan?.files ?? [];
  await registry.edit({ [file?.path ?? '']: file?.content ?? '' }, 'carl');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { stage: 'staging', state: 'published', version: '1.0.0' },
  ]);
});

test.each<[string, Partial<Pointer>, string]>([
  ['skips a generation', { generation: 3 }, 'generation'],
  ['names another manifest', { manifestDigest: digestOf('other') }, 'manifest'],
  ['names another image', { image: { digest: digestOf('other'), base: 'none', composer: 1 } }, 'digest'],
  ['says that it replaces another version', { replaces: '0.9.0' as never }, 'replaces'],
  ['names a version that there is not', { version: '7.0.0' as never }, 'not registered'],
])('ships no pointer written by hand that %s', async (_, change, reason) => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const before = registry.images.find('iris:production');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1', change)) });

  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'unjudged', reason: expect.stringContaining(reason) }]);
  expect(registry.images.find('iris:production')).toBe(before);
});

test('tells a git revert of a pointer to be a rollback', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const first = pointerText(await pointerOf(registry));
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ [irisProduction]: first });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('mergeline rollback') },
  ]);
});

test('does not take a generation for judged that was used again for other content', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const present = await pointerOf(registry);
  const other = await nextFor(registry, '1.0.1');
  await registry.edit({ [irisProduction]: pointerText({ ...other, generation: present.generation }) });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', version: '1.0.1' },
  ]);
});

test('repairs a stage that somebody moved by hand by a proposal for the same version', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1')) }, 'carl');
  const [unjudged] = (await registry.as('ann').stages.publish()).published;
  expect(unjudged?.reason).toContain('approvals');

  const id = await propose(registry, 'iris@1.0.1');
  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('ann').proposals.refresh(id)).changed).toBe(false);
  const merged = await registry.as('bob').proposals.merge(id);
  expect(merged.published).toMatchObject({ state: 'published', version: '1.0.1', generation: 3 });
});

test('judges a commit by the policy before it, not by the one that it brings', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const pointer = pointerText(await nextFor(registry, '1.0.0'));
  await registry.edit({ 'registry.yaml': reviewed('- gate: servable'), [irisProduction]: pointer });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'unjudged' }]);
});

test('ships nothing unjudged because somebody holds it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const before = registry.images.find('iris:production');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1')) }, 'carl');

  await registry.as('carl').stages.hold({ model: 'iris', stage: 'production', reason: 'freeze' });
  await registry
    .as('carl')
    .stages.hold({ model: 'iris', stage: 'production', reason: 'freeze longer', until: '2099-01-01' });

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('approvals') },
  ]);
  expect(registry.images.find('iris:production')).toBe(before);
});
