import { expect, test } from 'vitest';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { threeStages } from './support/policies.ts';

test('moves a version to production by reviewed proposals and publishes the image that was reviewed', async () => {
  const registry = await memoryRegistry(threeStages);
  const [ann, bob] = [registry.as('ann'), registry.as('bob')];
  const registered = await ann.models.register({ model: 'iris', files: linearModel(1), metrics: { accuracy: 0.9 } });
  expect(registered).toMatchObject({ version: '1.0.0', created: true, servable: true });

  const toStaging = await ann.stages.promote({ ref: 'iris@1.0.0', to: 'staging' });
  await ann.proposals.merge(toStaging.proposal?.id ?? '');
  const toProduction = await ann.stages.promote({ ref: 'iris@latest', to: 'prod' });
  const id = toProduction.proposal?.id ?? '';
  await ann.proposals.approve(id);
  await expect(ann.proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', exitCode: 3 });
  await bob.proposals.approve(id);
  const merged = await bob.proposals.merge(id);

  expect(merged.published).toMatchObject({ state: 'published', digest: toProduction.image?.digest });
  expect((await ann.models.show('iris@production')).manifest.version).toBe('1.0.0');
  expect((await ann.proposals.show(id)).proposal).toMatchObject({ state: 'merged', mergeCommit: merged.commit });
  expect((await ann.stages.publish()).published.map(({ state }) => state)).toEqual(['already', 'already']);
});
