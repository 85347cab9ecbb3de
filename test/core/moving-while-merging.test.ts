import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModelName } from '../../core/domain/names.ts';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { approved, branchOf, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const servable = reviewed('- gate: servable');

test('is not disturbed by registrations that arrive meanwhile, and does not judge again for them', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  let read = 0;
  const context = registry.contextOf('bob');
  const store = context.openStore({ name: 'local', type: 'lfs' }, parseModelName('iris'));
  const { read: original } = store;
  store.read = (artifact) => {
    read += 1;
    return original.call(store, artifact);
  };
  registry.repository.interrupt('main', () => registerIris(registry, 7));
  expect((await registry.as('bob').proposals.merge(id)).created).toBe(true);
  const [judgedForTheMerge, judgedForPublication, shipped] = [3, 3, 3];
  expect(read).toBe(judgedForTheMerge + judgedForPublication + shipped);
});

test('judges again, and refuses, when the version is yanked between decision and commit', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  registry.repository.interrupt('main', () => registry.as('eve').models.yank('iris@1.0.0', { reason: 'leaks' }));
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'available', verdict: 'fail' })]),
  });
  expect(await registry.read(irisProduction)).toBeUndefined();
});

test('refuses a yank that a promotion overtakes', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  registry.repository.interrupt('main', () => registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' }));
  const yank = registry.as('eve').models.yank('iris@1.0.0', { reason: 'leaks' });
  await expect(yank).rejects.toMatchObject({
    code: 'STAGE_HELD',
    exitCode: 3,
    hint: expect.stringContaining('rollback'),
  });
});

test('refuses a direct promotion that a yank overtakes', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  registry.repository.interrupt('main', () => registry.as('eve').models.yank('iris@1.0.0', { reason: 'leaks' }));
  const promotion = registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' });
  await expect(promotion).rejects.toMatchObject({ code: 'GATE_FAILED' });
});

test('never has a yanked version in a stage, however yanks and promotions interleave', async () => {
  const step = fc.constantFrom('promote', 'yank', 'register');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), async (steps) => {
      const registry = await memoryRegistry(unreviewed());
      await registerIris(registry, 1, 2);
      const act = (what: string, index: number) => {
        const ref = `iris@1.0.${index % 2}`;
        if (what === 'promote') return registry.as('ann').stages.promote({ ref, to: 'dev' });
        if (what === 'yank') return registry.as('bob').models.yank(ref, { reason: 'test' });
        return registry.as('carl').models.register({ model: 'iris', files: linearModel(10 + index) });
      };
      await Promise.allSettled(steps.map(act));
      expect((await registry.as('ann').health.validate()).faults).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('moves a stage once for each generation, however many promote at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { minLength: 2, maxLength: 6 }), async (versions) => {
      const registry = await memoryRegistry(unreviewed());
      await registerIris(registry, 1, 2, 3, 4);
      await Promise.all(
        versions.map((patch) => registry.as('ann').stages.promote({ ref: `iris@1.0.${patch}`, to: 'dev' })),
      );
      const { events } = await registry.as('ann').models.history({ model: 'iris', stage: 'dev' });
      const generations = events.map(({ generation }) => generation).toReversed();
      expect(generations).toEqual(generations.map((_, index) => index + 1));
      events.forEach((event, index) => {
        expect(event.replaces ?? null).toBe(events[index + 1]?.version ?? null);
      });
    }),
    { numRuns: 15 },
  );
});

test('judges by the policy of the moment of the merge', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.edit({ 'registry.yaml': approvals });
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('judges again when the policy changes between decision and commit', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  registry.repository.interrupt('main', () => registry.edit({ 'registry.yaml': approvals }));
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  expect(await registry.read(irisProduction)).toBeUndefined();
});

test('judges again when a reviewer says no between decision and commit', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  registry.repository.interrupt('main', async () => {
    await registry.as('eve').proposals.reject(id);
    await registry.as('carl').models.register({ model: 'rose', files: linearModel(1) });
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('judges again when somebody pushes to the branch between decision and commit', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const id = await approved(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  const pointer = await pointerOf(registry, 'production', branch);
  registry.repository.interrupt('main', async () => {
    await registry.editOn(branch, { [irisProduction]: pointerText({ ...pointer, reason: 'other' }) }, { as: 'eve' });
    await registry.as('carl').models.register({ model: 'rose', files: linearModel(1) });
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});
