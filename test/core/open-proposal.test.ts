import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { approved, bringTo, irisProduction, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const servable = reviewed('- gate: servable');

test('opens one proposal for one request, however often it is made', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  const again = await registry.as('carl').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  expect(again).toMatchObject({ created: false, proposal: { id, requestedBy: 'ann' } });
  expect(again.verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pass' }));
});

test('opens nothing where a gate fails, unless a draft is asked for, which merges once the gate passes', async () => {
  const strict = reviewed('- gate: came-through\n  stage: development').replace(
    'stages:\n',
    'stages:\n  - name: development\n',
  );
  const registry = await memoryRegistry(strict);
  await registerIris(registry, 1);
  const asked = { ref: 'iris@1.0.0', to: 'production' };
  await expect(registry.as('ann').stages.promote(asked)).rejects.toMatchObject({ code: 'GATE_FAILED', exitCode: 3 });
  expect((await registry.as('ann').proposals.list({ state: 'all' })).proposals).toEqual([]);

  const { proposal } = await registry.as('ann').stages.promote({ ...asked, draft: true });
  expect(proposal).toMatchObject({ draft: true, state: 'open' });
  await expect(registry.as('ann').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({ code: 'GATE_FAILED' });
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
  expect((await registry.as('ann').proposals.merge(proposal?.id ?? '')).created).toBe(true);
});

test('shows the plan of a dry run and opens nothing', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const attempts = registry.repository.attempts.length;
  const answer = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', dryRun: true });
  expect(answer.plan?.files).toMatchObject([{ path: irisProduction, action: 'add' }]);
  expect(answer.verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pending' }));
  expect(answer.proposal).toBeUndefined();
  expect(registry.repository.attempts).toHaveLength(attempts);
});

test('answers a promotion of what holds the stage with nothing to do', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  const tip = await registry.tip();
  const again = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'staging' });
  expect(again).toMatchObject({ created: false, version: '1.0.0', verdicts: [], published: { state: 'already' } });
  expect(again.proposal).toBeUndefined();
  expect(await registry.tip()).toBe(tip);
});

test('lists and shows the others when the head of a closed proposal is not here', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  const one = await propose(registry, 'iris@1.0.0');
  await propose(registry, 'iris@1.0.1');
  const { forge } = registry.contextOf('ann');
  const proposal = await forge.find(one);
  const gone = await forge.moveHead(proposal!, 'f'.repeat(40) as never, proposal!.base);
  await registry.repository.deleteBranch(proposal!.branch, await registry.tip(proposal!.branch));
  await forge.close(gone, 'forgotten');

  const { proposals } = await registry.as('ann').proposals.list({ state: 'all' });
  expect(proposals.map(({ state }) => state)).toEqual(['open', 'closed']);
  expect((await registry.as('ann').proposals.show(one)).proposal.state).toBe('closed');
});
