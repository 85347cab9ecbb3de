import { expect, test } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import { addRecord } from '../../../core/writing/add-record.ts';
import { judgedPath, reviewPath } from '../../../registry-schema/record-layout.ts';
import { forgeRecords } from '../../core/support/forge-records.ts';
import { type MemoryRegistry, memoryRegistry } from '../../core/support/memory-registry.ts';
import { reviewed } from '../../core/support/policies.ts';
import { bringTo, propose, registerIris } from '../../core/support/scenes.ts';

const twoReviewed = reviewed('- gate: servable', '  - name: staging\n    review: proposal\n');

/** One for production, with the answered id, then one for staging. */
async function twoProposals(): Promise<{ registry: MemoryRegistry; id: string }> {
  const registry = await memoryRegistry(twoReviewed);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await propose(registry, 'iris@1.0.0', 'staging');
  return { registry, id };
}

test('a proposal whose file cannot be read hides no other', async () => {
  const { registry, id } = await twoProposals();
  await forgeRecords(registry, (path) => (path === `proposals/${id}/proposal.yaml` ? 'id: [' : undefined));

  const { proposals, faults } = await registry.as('ann').proposals.list({ state: 'all' });
  expect(proposals).toMatchObject([{ stage: 'staging' }]);
  expect(faults).toContainEqual(expect.objectContaining({ file: `proposals/${id}/proposal.yaml`, line: 1 }));
  await expect(registry.as('ann').proposals.show(id)).rejects.toMatchObject({ code: 'FILE_INVALID', exitCode: 2 });
  const [other] = proposals;
  await registry.as('bob').proposals.approve(other?.id ?? '');
  expect(await registry.as('bob').proposals.merge(other?.id ?? '')).toMatchObject({ stage: 'staging', created: true });
});

test('a proposal that speaks of another one takes nothing away from it', async () => {
  const { registry, id } = await twoProposals();
  await forgeRecords(registry, (path, text) =>
    path === `proposals/${id}/proposal.yaml` ? text.replace(/^id: .*$/m, 'id: "2"') : undefined,
  );
  await expect(registry.as('ann').proposals.close(id)).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect((await registry.as('ann').proposals.show('2')).proposal.state).toBe('open');
});

test('a review that cannot be read counts for nothing and is reported', async () => {
  const { registry, id } = await twoProposals();
  const bytes = new TextEncoder().encode('verdict: approve\n');
  const path = reviewPath(id, digestOf(bytes));
  await addRecord({ path, encode: () => bytes, subject: 'forged' }, registry.contextOf('mallory'));

  const { reviews, faults } = await registry.as('ann').proposals.show(id);
  expect(reviews).toEqual([]);
  expect(faults[0]).toMatchObject({ file: path });
});

test('a judgement that cannot be read ships nothing and stops no other stage, and no rollback', async () => {
  const registry = await memoryRegistry(twoReviewed);
  await registerIris(registry, 1, 2);
  const context = registry.contextOf('mallory');
  const path = judgedPath('iris' as ModelName, 'production' as StageName, 2);
  const bytes = new TextEncoder().encode('generation: many\n');
  await addRecord({ path, encode: () => bytes, subject: 'forged' }, context);
  await bringTo(registry, 'iris@1.0.0');
  expect(await bringTo(registry, 'iris@1.0.1')).toMatchObject({
    published: { state: 'unjudged', reason: expect.stringContaining(path) },
  });
  await bringTo(registry, 'iris@1.0.1', 'staging');

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { stage: 'production', state: 'unjudged' },
    { stage: 'staging', state: 'already' },
  ]);
  const back = await registry.as('ann').stages.rollback({ model: 'iris', stage: 'production', reason: 'odd' });
  expect(back).toMatchObject({ version: '1.0.0' });
});
