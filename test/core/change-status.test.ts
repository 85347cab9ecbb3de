import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

test('deprecates a version, which stays the latest and can still be promoted', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 2, 1);
  const { models, stages } = registry.as('ann');
  expect(await models.deprecate('iris@1.0.1', { reason: 'old', replacement: '1.0' })).toMatchObject({
    model: 'iris',
    version: '1.0.1',
    status: 'deprecated',
    created: true,
    commit: await registry.tip(),
  });
  expect((await models.show('iris@latest')).status).toMatchObject({
    by: 'ann',
    reason: 'old',
    replacement: 'iris@1.0.0',
  });
  expect(await stages.promote({ ref: 'iris@1.0.1', to: 'dev' })).toMatchObject({ version: '1.0.1' });
});

test('refuses a replacement that is not there, and writes nothing', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  const tip = await registry.tip();
  const { models } = registry.as('ann');
  for (const replacement of ['iris@9.9.9', '9.9.9', 'rose@1.0.0']) {
    await expect(models.deprecate('iris@1.0.0', { reason: 'old', replacement })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  }
  expect(await registry.tip()).toBe(tip);
});

test('does nothing when the version is so already', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  for (const change of ['deprecate', 'yank'] as const) {
    await registry.as('ann').models[change]('iris@1.0.0', { reason: 'one' });
    const tip = await registry.tip();
    const again = await registry.as('bob').models[change]('iris@1.0.0', { reason: 'two' });
    expect(again).toMatchObject({ created: false, commit: null });
    expect(await registry.tip()).toBe(tip);
  }
});

test('does not bring a yanked version back into use by deprecating it', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  await registry.as('ann').models.yank('iris@1.0.0', { reason: 'leaks' });
  expect(await registry.as('bob').models.deprecate('iris@1.0.0', { reason: 'old' })).toMatchObject({
    status: 'yanked',
    created: false,
  });
  expect((await registry.as('ann').models.show('iris@1.0.0')).status).toMatchObject({ state: 'yanked' });
});

test('yanks the version that the reference named when it was asked, also after a lost race', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1, 2);
  registry.repository.interrupt('main', () => registry.as('bob').models.yank('iris@1.0.1', { reason: 'same thought' }));
  const answer = await registry.as('ann').models.yank('iris@latest', { reason: 'leaks' });
  expect(answer).toMatchObject({ version: '1.0.1', created: false });
  expect((await registry.as('ann').models.show('iris@latest')).manifest.version).toBe('1.0.0');
});

test.each([
  ['no reason', 'iris@1.0.0', '', 'USAGE'],
  ['an unknown version', 'iris@7.0.0', 'x', 'NOT_FOUND'],
  ['no version', 'iris', 'x', 'NAME_INVALID'],
])('refuses %s', async (_, ref, reason, code) => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  await expect(registry.as('ann').models.yank(ref, { reason })).rejects.toMatchObject({ code });
});

test('shows its plan in a dry run', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  const before = await registry.tip();
  const answer = await registry.as('ann').models.yank('iris@1.0.0', { reason: 'leaks', dryRun: true });
  expect(answer.plan).toMatchObject({ files: [{ path: 'models/iris/status/1.0.0.yaml', action: 'add' }] });
  expect([answer.commit, await registry.tip()]).toEqual([null, before]);
});

test('gives back the bytes of a yanked version, since its users may still need them', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  await registry.as('ann').models.yank('iris@1.0.0', { reason: 'leaks' });
  expect((await registry.as('ann').models.pull('iris@1.0.0')).files).toHaveLength(1);
});
