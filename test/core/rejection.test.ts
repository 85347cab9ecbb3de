import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

const withoutApprovals = reviewed('- gate: servable');

test('stands against the merge also where no gate asks for approvals, until its author approves', async () => {
  const registry = await memoryRegistry(withoutApprovals);
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  const id = proposal?.id ?? '';
  const rejected = await registry.as('bob').proposals.reject(id, { comment: 'leaks the target' });
  expect(rejected.reviews).toMatchObject([{ actor: 'bob', counts: true }]);

  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    details: [expect.objectContaining({ path: 'reviews', message: expect.stringContaining('leaks the target') })],
  });
  await registry.as('bob').proposals.approve(id);

  expect((await registry.as('ann').proposals.merge(id)).published).toMatchObject({ state: 'published' });
});

test('counts for nothing from somebody behind the proposal', async () => {
  const registry = await memoryRegistry(withoutApprovals);
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  const id = proposal?.id ?? '';

  const { reviews } = await registry.as('ann').proposals.reject(id);

  expect(reviews).toMatchObject([{ actor: 'ann', counts: false }]);
  expect((await registry.as('bob').proposals.merge(id)).created).toBe(true);
});
