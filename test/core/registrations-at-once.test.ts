import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { threeStages } from './support/policies.ts';

test('keeps every one of twenty registrations at once, each under a number of its own', async () => {
  const registry = await memoryRegistry(threeStages);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      registry.as(`user-${n}`).models.register({ model: 'iris', files: linearModel(n) }),
    ),
  );
  expect(new Set(answers.map(({ version }) => version)).size).toBe(20);
  const { events } = await registry.as('ann').models.history({ model: 'iris' });
  expect(events.map(({ kind }) => kind)).toEqual(Array(20).fill('registered'));
  expect((await registry.as('ann').models.versions('iris')).versions).toHaveLength(20);
  for (const { version, manifestDigest } of answers)
    expect(await registry.as('ann').models.show(`iris@${version}`)).toMatchObject({ manifestDigest });
});

test('registers the same content once, however many ask for it at the same time', async () => {
  const registry = await memoryRegistry(threeStages);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => registry.as('ann').models.register({ model: 'iris', files: linearModel(1) })),
  );
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(answers.map(({ manifestDigest }) => manifestDigest)).size).toBe(1);
});

test('gives one version to whoever commits first and refuses the other content', async () => {
  const registry = await memoryRegistry(threeStages);
  const register = (weight: number) =>
    registry.as('ann').models.register({ model: 'iris', files: linearModel(weight), version: '3.0.0' });
  registry.repository.interrupt('main', () => register(2));
  await expect(register(1)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('numbers and describes versions the same, however registrations interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }), async (weights) => {
      const registry = await memoryRegistry(threeStages);
      const answers = await Promise.all(
        weights.map((weight) => registry.as('ann').models.register({ model: 'iris', files: linearModel(weight) })),
      );
      const created = answers.filter((answer) => answer.created);
      expect(created).toHaveLength(new Set(weights).size);
      expect(created.map(({ version }) => version).sort()).toEqual(created.map((_, index) => `1.0.${index}`).sort());
      expect((await registry.as('ann').health.validate()).faults).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
