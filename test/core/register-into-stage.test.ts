import { expect, test } from 'vitest';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { threeStages, unreviewed } from './support/policies.ts';

test('promotes in a second commit when a stage is asked for', async () => {
  const registry = await memoryRegistry(threeStages);
  const before = await registry.tip();
  const answer = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), stage: 'dev' });

  expect(answer.promotion).toMatchObject({ stage: 'development', version: '1.0.0', published: { state: 'published' } });
  const commits = await registry.repository.commitsBetween(before, await registry.tip());
  expect(commits.map(({ oid }) => oid)).toEqual([answer.promotion?.commit, answer.commit]);
  expect((await registry.as('ann').models.show('iris@1.0.0')).manifest.requestedStage).toBe('development');
});

test('opens a proposal where the asked stage is reviewed', async () => {
  const registry = await memoryRegistry(threeStages);
  const answer = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), stage: 'staging' });
  expect(answer.promotion?.proposal).toMatchObject({ state: 'open', stage: 'staging', version: '1.0.0' });
});

test('keeps the registration and says so when its promotion is refused', async () => {
  const registry = await memoryRegistry(
    unreviewed('- gate: metric\n  metric: accuracy\n  min: 0.99\n  reported: true'),
  );
  const asked = { model: 'iris', files: linearModel(1), metrics: { accuracy: 0.5 }, stage: 'dev' };
  const answer = await registry.as('ann').models.register(asked);

  expect(answer).toMatchObject({ created: true, version: '1.0.0' });
  expect(answer.promotion).toBeUndefined();
  expect(answer.warnings.join()).toContain('not promoted to dev');
  expect(await registry.as('ann').models.show('iris@1.0.0')).toMatchObject({ stages: [] });
});

test('moves no pointer when the content was there already, and names the command that would', async () => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  await models.register({ model: 'iris', files: linearModel(1) });
  const again = await models.register({ model: 'iris', files: linearModel(1), stage: 'dev' });
  expect(again).toMatchObject({ created: false });
  expect(again.promotion).toBeUndefined();
  expect(again.warnings.join()).toContain('mergeline promote iris@1.0.0 --to dev');
});

test('refuses an unknown stage before it registers anything', async () => {
  const registry = await memoryRegistry(threeStages);
  const asked = registry.as('ann').models.register({ model: 'iris', files: linearModel(1), stage: 'live' });
  await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND', exitCode: 4 });
  expect(await registry.paths()).toEqual(['registry.yaml']);
});
