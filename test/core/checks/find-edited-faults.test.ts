import { expect, test } from 'vitest';
import { validateRegistry } from '../../../core/validate-registry.ts';
import { editedWorkTree } from '../support/edited-work-tree.ts';
import { memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';
import { irisProduction, registerIris } from '../support/scenes.ts';

const policy = reviewed('- gate: servable');

test('tells a fault of registry.yaml as it is edited, before it is committed', async () => {
  const registry = await memoryRegistry(policy);
  const workTree = editedWorkTree({ 'registry.yaml': policy.replace('review: proposal', 'revew: proposal') });

  const answer = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });

  expect(answer.edited).toEqual(['registry.yaml']);
  expect(answer.faults).toMatchObject([{ file: 'registry.yaml', message: expect.stringContaining('review') }]);
});

test('takes an edit for right that mends what is committed', async () => {
  const registry = await memoryRegistry(policy);
  await registry.edit({ 'registry.yaml': policy.replace('review: proposal', 'revew: proposal') });
  const workTree = editedWorkTree({ 'registry.yaml': policy });

  const answer = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });

  expect(answer).toMatchObject({ edited: ['registry.yaml'], faults: [] });
});

test('says of nothing that it is edited where the work tree holds what is committed', async () => {
  const registry = await memoryRegistry(policy);

  const answer = await validateRegistry(
    {},
    { ...registry.contextOf('ann'), workTree: editedWorkTree({ 'registry.yaml': policy }) },
  );

  expect(answer).toMatchObject({ edited: [], faults: [] });
});

test('looks at pointers and new files as they are edited, and refuses what may not be edited', async () => {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1);
  const manifest = 'models/iris/versions/1.0.0.yaml';
  const workTree = editedWorkTree({
    'registry.yaml': policy,
    [irisProduction]: 'kind: StagePointer\n',
    [manifest]: `${await registry.read(manifest)}# better\n`,
    'models/oak/model.yaml': 'kind: Model\nnmae: oak\n',
    'models/iris/notes.txt': 'kept beside',
  });
  const context = { ...registry.contextOf('ann'), workTree };

  const { edited, faults } = await validateRegistry({}, context);

  expect(edited).toEqual([irisProduction, manifest, 'models/oak/model.yaml']);
  expect(faults.map(({ file }) => file)).toEqual(expect.arrayContaining([irisProduction, 'models/oak/model.yaml']));
  expect(faults).toContainEqual({
    file: manifest,
    message: `It may not change: it is made once. Bring it back with: git checkout HEAD -- ${manifest}`,
  });
  expect((await validateRegistry({ paths: ['models/oak/model.yaml'] }, context)).edited).toEqual([
    'models/oak/model.yaml',
  ]);
});

test('tells that a file which stays for ever was deleted', async () => {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1);
  const manifest = 'models/iris/versions/1.0.0.yaml';
  const workTree = editedWorkTree({ 'registry.yaml': policy, [manifest]: null });

  const { faults } = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });

  expect(faults).toMatchObject([{ file: manifest, message: expect.stringContaining('may not be deleted') }]);
});
