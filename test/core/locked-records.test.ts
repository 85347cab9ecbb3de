import { expect, test } from 'vitest';
import { MergelineError } from '../../core/errors.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { threeStages } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

/** The next attempts to write a record meet somebody's lock. */
function lockRecords(registry: MemoryRegistry, attempts: number): void {
  for (let attempt = 0; attempt < attempts; attempt += 1)
    registry.repository.interrupt('mergeline-records', async () => {
      throw new MergelineError('BUSY', 'Somebody holds mergeline-records.lock.');
    });
}

async function withIris(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  return registry;
}

const publishedLater = { published: [{ state: 'published', version: '1.0.0' }] };

test('a merge whose records are locked is a merge, and the next publication completes it', async () => {
  const registry = await withIris();
  const id = await propose(registry, 'iris@1.0.0', 'staging');
  lockRecords(registry, 2);

  expect(await registry.as('bob').proposals.merge(id)).toMatchObject({
    created: true,
    published: { state: 'failed', reason: expect.stringContaining('lock') },
  });
  expect((await registry.as('ann').proposals.show(id)).proposal.state).toBe('merged');
  expect(await registry.as('ann').stages.publish()).toMatchObject(publishedLater);
  expect((await registry.as('ann').proposals.show(id)).verdicts).not.toEqual([]);
});

test('a direct promotion whose records are locked is one, and the next publication completes it', async () => {
  const registry = await withIris();
  lockRecords(registry, 2);
  expect(await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' })).toMatchObject({
    created: true,
    published: { state: 'failed' },
  });
  expect(await registry.as('ann').stages.publish()).toMatchObject(publishedLater);
});

test('a proposal that cannot be recorded leaves no branch', async () => {
  const registry = await withIris();
  lockRecords(registry, 1);
  await expect(propose(registry, 'iris@1.0.0', 'staging')).rejects.toMatchObject({ code: 'BUSY' });
  expect(await registry.repository.tip('mergeline/iris/staging/1.0.0')).toBeUndefined();
  expect(await propose(registry, 'iris@1.0.0', 'staging')).toBe('1');
});
