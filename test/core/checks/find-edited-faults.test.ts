import { expect, test } from 'vitest';
import { validateRegistry } from '../../../core/validate-registry.ts';
import { memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';

const policy = reviewed('- gate: servable');

function workTreeOf(files: Readonly<Record<string, string>>) {
  return {
    read: async (path: string) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
  };
}

test('tells a fault of registry.yaml as it is edited, before it is committed', async () => {
  const registry = await memoryRegistry(policy);
  const workTree = workTreeOf({ 'registry.yaml': policy.replace('review: proposal', 'revew: proposal') });

  const answer = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });

  expect(answer.edited).toEqual(['registry.yaml']);
  expect(answer.faults).toMatchObject([{ file: 'registry.yaml', message: expect.stringContaining('review') }]);
});

test('takes an edit for right that mends what is committed', async () => {
  const registry = await memoryRegistry(policy);
  await registry.edit({ 'registry.yaml': policy.replace('review: proposal', 'revew: proposal') });
  const workTree = workTreeOf({ 'registry.yaml': policy });

  const answer = await validateRegistry({}, { ...registry.contextOf('ann'), workTree });

  expect(answer).toMatchObject({ edited: ['registry.yaml'], faults: [] });
});

test('says of nothing that it is edited where the work tree holds what is committed', async () => {
  const registry = await memoryRegistry(policy);

  const answer = await validateRegistry(
    {},
    { ...registry.contextOf('ann'), workTree: workTreeOf({ 'registry.yaml': policy }) },
  );

  expect(answer).toMatchObject({ edited: [], faults: [] });
});
