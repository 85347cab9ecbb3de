import { expect, test } from 'vitest';
import { validateRegistry } from '../../../core/validate-registry.ts';
import { editedWorkTree } from '../support/edited-work-tree.ts';
import { linearModel, memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';

const sound = reviewed('- gate: servable');
const digest = `"sha256:${'0'.repeat(64)}"`;
const datasets = `datasets:\n  - { name: sides, digest: ${digest}, task: classification, target: side }\n`;
const misspelt = reviewed('- { gate: metric, metric: acuracy, min: 0.5, dataset: sides }', datasets);
const told = {
  file: 'registry.yaml',
  line: 8,
  column: 33,
  path: 'stages[0].gates[0].metric',
  message:
    'is acuracy, which no evaluation on sides computes. Did you mean accuracy? (gate metric of stage production)',
};

test('validate tells it of the committed policy, of one path, and of a change', async () => {
  const registry = await memoryRegistry(sound);
  const since = await registry.tip();
  await registry.edit({ 'registry.yaml': misspelt });
  for (const options of [{}, { paths: ['registry.yaml'] }, { since }])
    expect((await registry.as('ann').health.validate(options)).faults).toEqual([told]);
});

test('validate tells it of the policy as it is edited', async () => {
  const registry = await memoryRegistry(sound);
  const workTree = editedWorkTree({ 'registry.yaml': misspelt });
  const answer = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });
  expect(answer).toMatchObject({ edited: ['registry.yaml'], faults: [told] });
});

test('a policy that cannot work is read all the same: its gate fails, and nothing else stops', async () => {
  const registry = await memoryRegistry(misspelt);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  expect((await registry.as('ann').models.list()).models).toMatchObject([{ model: 'iris' }]);
  const { checks } = await registry.as('ann').health.doctor();
  expect(checks).toContainEqual(expect.objectContaining({ check: 'files', state: 'problem' }));
});

test('a proposal that brings one is not valid', async () => {
  const registry = await memoryRegistry(sound);
  const { proposal } = await registry.as('ann').models.register({
    model: 'iris',
    files: linearModel(1),
    propose: true,
  });
  await registry.editOn(proposal?.branch ?? '', { 'registry.yaml': misspelt });
  const { verdicts } = await registry.as('bob').proposals.show(proposal?.id ?? '');
  expect(verdicts).toContainEqual({
    gate: 'valid',
    verdict: 'fail',
    reason: `registry.yaml is not a policy that can work: ${told.message}`,
  });
});
