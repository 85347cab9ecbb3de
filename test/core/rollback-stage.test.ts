import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, registerIris } from './support/scenes.ts';

const strict = reviewed(
  '- gate: metric\n  metric: accuracy\n  min: 0.99\n  reported: true\n- gate: approvals\n  count: 1',
);
const servable = reviewed('- gate: servable');
const back = { model: 'iris', stage: 'production', reason: 'worse on Mondays' };

test('gives the stage back to the version before, with the image that history records', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  const first = await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  const { proposal, image } = await registry.as('ann').stages.rollback(back);
  expect(proposal).toMatchObject({ kind: 'rollback', version: '1.0.0', replaces: '1.0.1' });
  expect(image?.digest).toBe(first.published?.digest);

  const merged = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(merged.published).toMatchObject({ state: 'published', version: '1.0.0', digest: first.published?.digest });
  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ kind: 'rolled-back', version: '1.0.0', replaces: '1.0.1', reason: back.reason });
});

test('is judged by the short list: no metric, no approval, but integrity, use and signature', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ 'registry.yaml': strict });
  const { proposal } = await registry.as('ann').stages.rollback(back);
  const { verdicts } = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(verdicts.map(({ gate }) => gate)).toEqual(['changes', 'integrity', 'available', 'hold', 'signature']);
});

test('says so when the version that is asked for holds the stage', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await expect(registry.as('ann').stages.rollback({ ...back, to: '1.0.1' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('iris@1.0.1 holds production now'),
  });
});

test('meets the gates that the team adds for rollbacks', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({
    'registry.yaml': `${servable}\n    rollback:\n      gates:\n        - gate: approvals\n          count: 1\n`,
  });
  const { proposal } = await registry.as('ann').stages.rollback(back);
  await expect(registry.as('ann').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
  });
});

test('refuses a version that never held the stage', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2, 3);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await expect(registry.as('ann').stages.rollback({ ...back, to: '1.0.2' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: 'Name one of the other holders with --to: 1.0.0.',
  });
});

test('does not count a stay that nobody let pass as having held the stage', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const { plan } = await registry.as('eve').stages.promote({ ref: 'iris@1.0.1', to: 'production', dryRun: true });
  await registry.edit({ [irisProduction]: plan?.files[0]?.content ?? '' }, 'eve');
  const forged = await pointerOf(registry);
  await registry.edit(
    {
      [irisProduction]: pointerText({
        ...forged,
        version: '1.0.0' as never,
        generation: 3,
        replaces: '1.0.1' as never,
      }),
    },
    'eve',
  );
  await expect(registry.as('eve').stages.rollback({ ...back, to: '1.0.1' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('passes over earlier holders that are out of use', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2, 3);
  for (const version of ['1.0.0', '1.0.1', '1.0.2']) await bringTo(registry, `iris@${version}`);
  await registry.as('ann').models.yank('iris@1.0.1', { reason: 'leaks' });
  const { proposal } = await registry.as('ann').stages.rollback(back);
  expect(proposal).toMatchObject({ version: '1.0.0' });
  await expect(registry.as('ann').stages.rollback({ ...back, to: '1.0.1' })).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'available', verdict: 'fail' })]),
  });
});

test('says so when nothing held the stage before', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  await expect(registry.as('ann').stages.rollback(back)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await bringTo(registry, 'iris@1.0.0');
  await expect(registry.as('ann').stages.rollback(back)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('passes a hold and leaves it in force', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await registry.as('ann').stages.hold({ ...back, reason: 'incident' });
  const { proposal } = await registry.as('ann').stages.rollback(back);
  expect((await registry.as('ann').proposals.merge(proposal?.id ?? '')).version).toBe('1.0.0');
  expect((await pointerOf(registry)).hold).toMatchObject({ reason: 'incident' });
});

test('is a direct commit where the stage takes them', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1, 2);
  for (const version of ['1.0.0', '1.0.1'])
    await registry.as('ann').stages.promote({ ref: `iris@${version}`, to: 'dev' });
  const answer = await registry.as('ann').stages.rollback({ ...back, stage: 'dev' });
  expect(answer).toMatchObject({ version: '1.0.0', commit: expect.any(String), published: { state: 'published' } });
  expect(answer.proposal).toBeUndefined();
});

test('proposes a rollback beside an open promotion of the same version', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  const promotion = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  const rollback = await registry.as('ann').stages.rollback(back);
  expect(rollback).toMatchObject({ created: true, proposal: { kind: 'rollback' } });
  expect(rollback.proposal?.id).not.toBe(promotion.proposal?.id);
});

test('says that the reason of a proposal that is open already stays as it was', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  const first = await registry.as('ann').stages.rollback({ ...back, reason: 'too slow' });
  const again = (reason: string) => registry.as('bob').stages.rollback({ ...back, reason });

  expect(await again('it crashes')).toMatchObject({
    created: false,
    proposal: { id: first.proposal?.id },
    warnings: [expect.stringContaining('was opened for another reason (too slow); yours was not recorded')],
  });
  expect((await again('too slow')).warnings).toEqual([]);
});

test('empties a stage by a withdrawal that the approvals of the stage judge', async () => {
  const registry = await memoryRegistry(strict.replace(/- gate: metric[\s\S]*?reported: true\n\s*/, ''));
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  const { proposal, version } = await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'production' });
  expect([version, proposal?.kind, proposal?.version]).toEqual([null, 'withdrawal', null]);
  const id = proposal?.id ?? '';
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve(id);
  await registry.as('bob').proposals.merge(id);
  expect(await pointerOf(registry)).toMatchObject({ version: null, image: null, generation: 2, replaces: '1.0.0' });
  await expect(registry.as('ann').models.show('iris@production')).rejects.toMatchObject({ code: 'NOT_FOUND' });

  const again = await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'production' });
  expect(again).toMatchObject({ created: false, version: null });
  expect((await registry.as('ann').stages.rollback(back)).proposal).toMatchObject({ version: '1.0.0' });
});

test('lets a version be yanked once its stage was withdrawn or given to another', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1, 2);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' });
  const yank = () => registry.as('ann').models.yank('iris@1.0.0', { reason: 'leaks' });
  await expect(yank()).rejects.toMatchObject({ code: 'STAGE_HELD' });
  await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'dev' });
  expect(await yank()).toMatchObject({ status: 'yanked', created: true });
  expect(await yank()).toMatchObject({ status: 'yanked', created: false, commit: null });
  expect((await registry.as('ann').models.show('iris@latest')).manifest.version).toBe('1.0.1');
});

test('leads away from a holder whose manifest was lost', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ 'models/iris/versions/1.0.1.yaml': null });

  const { proposal } = await registry.as('ann').stages.rollback(back);
  const merged = await registry.as('ann').proposals.merge(proposal?.id ?? '');

  expect(merged.published).toMatchObject({ state: 'published', version: '1.0.0' });
});

test('does not go back to what was rolled away from', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  const { proposal } = await registry.as('ann').stages.rollback(back);
  await registry.as('ann').proposals.merge(proposal?.id ?? '');

  await expect(registry.as('ann').stages.rollback(back)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining('--to: 1.0.1'),
  });
  const named = await registry.as('ann').stages.rollback({ ...back, to: '1.0.1' });
  expect(named.version).toBe('1.0.1');
});

test('opens no proposal when the glass may not be broken or no reason is given', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await bringTo(registry, 'iris@1.0.1');
  const count = async () => (await registry.as('ann').proposals.list({ state: 'all' })).proposals.length;
  const before = await count();

  await expect(registry.as('ann').stages.rollback({ ...back, breakGlass: true })).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
  const { reason: _, ...unexplained } = back;
  await expect(registry.as('ann').stages.rollback({ ...unexplained, breakGlass: true })).rejects.toMatchObject({
    code: 'USAGE',
  });

  expect(await count()).toBe(before);
});
