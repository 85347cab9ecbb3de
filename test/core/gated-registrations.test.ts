import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';

const gatedRegistrations = reviewed(
  '- gate: servable',
  'changes:\n  registration:\n    gates:\n      - gate: approvals\n        count: 1\n',
);

test('registers nothing before the proposal is merged where the policy gates registrations', async () => {
  const registry = await memoryRegistry(gatedRegistrations);
  const answer = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  expect(answer).toMatchObject({ commit: null, created: true, proposal: { id: '1' } });
  expect((await registry.as('ann').models.list()).models).toEqual([]);

  await expect(registry.as('ann').proposals.merge('1')).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve('1');
  expect(await registry.as('ann').proposals.merge('1')).toMatchObject({ model: 'iris', version: '1.0.0', stage: null });
  expect(await registry.as('ann').models.show('iris@latest')).toMatchObject({ manifestDigest: answer.manifestDigest });
});

test('answers content that waits in a proposal with that proposal', async () => {
  const registry = await memoryRegistry(gatedRegistrations);
  const first = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  const again = await registry.as('bob').models.register({ model: 'iris', files: linearModel(1) });
  expect(again).toMatchObject({ created: false, proposal: first.proposal, manifestDigest: first.manifestDigest });
});

test('gives each of several proposed contents a proposal of its own, however close they come', async () => {
  const registry = await memoryRegistry(gatedRegistrations);
  const answers = await Promise.all(
    [1, 2, 3].map((weight) => registry.as('ann').models.register({ model: 'iris', files: linearModel(weight) })),
  );
  const later = await registry.as('ann').models.register({ model: 'iris', files: linearModel(4) });
  expect(later.version).not.toBe(answers[0]?.version);
  expect(new Set([...answers, later].map(({ proposal }) => proposal?.id)).size).toBe(4);
  for (const { proposal, manifestDigest, version } of [...answers, later]) {
    const manifest = await registry.read(`models/iris/versions/${version}.yaml`, proposal?.branch);
    expect(digestOf(manifest ?? '')).toBe(manifestDigest);
  }
});

test('refuses a version that a proposal wants for other content', async () => {
  const registry = await memoryRegistry(gatedRegistrations);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), version: '2.0.0' });
  const other = registry.as('bob').models.register({ model: 'iris', files: linearModel(2), version: '2.0.0' });
  await expect(other).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});
