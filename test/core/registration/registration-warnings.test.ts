import { expect, test } from 'vitest';
import { linearModel, memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';

test('says nothing about a registration that is as it should be', async () => {
  const { models } = (await memoryRegistry(unreviewed())).as('ann');
  const asked = { model: 'iris', files: linearModel(1), version: '1.0.0', licence: 'MIT', owners: ['ann'] };
  expect(await models.register(asked)).toMatchObject({ warnings: [] });
  expect(await models.register({ model: 'iris', files: linearModel(2) })).toMatchObject({ warnings: [] });
});

test.each([
  ['a licence that is none', { licence: 'Foo' }, '"Foo" does not look like an SPDX identifier'],
  ['a version that is short', { version: 'v3' }, '"v3" was completed to 3.0.0'],
  ['owners of a model that is there', { owners: ['bob'] }, 'its owners stay as they are'],
  ['files that are there', { files: linearModel(1), metrics: { f1: 1 } }, 'those of iris@1.0.0'],
])('warns of %s', async (_, change, warning) => {
  const { models } = (await memoryRegistry(unreviewed())).as('ann');
  await models.register({ model: 'iris', files: linearModel(1) });
  const { warnings, created } = await models.register({ model: 'iris', files: linearModel(2), ...change });
  expect({ created, warnings }).toEqual({ created: true, warnings: [expect.stringContaining(warning)] });
});
