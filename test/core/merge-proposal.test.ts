import { expect, test } from 'vitest';
import type { Oid } from '../../core/domain/records.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { approved, branchOf, pointerOf, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const servable = reviewed('- gate: servable');

test('merges one of two proposals for a stage and tells the other to refresh', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const [one, two] = [await approved(registry, 'iris@1.0.0'), await approved(registry, 'iris@1.0.1')];
  const merges = await Promise.allSettled([one, two].map((id) => registry.as('bob').proposals.merge(id)));
  expect(merges.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = merges.find((it) => it.status === 'rejected');
  expect(lost?.reason).toMatchObject({
    code: 'CONFLICT',
    exitCode: 5,
    hint: expect.stringMatching(/mergeline proposal refresh [12]/),
  });
  expect((await pointerOf(registry)).generation).toBe(1);
});

test('merging twice merges once', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const first = await registry.as('ann').proposals.merge(id);
  const tip = await registry.tip();
  const second = await registry.as('bob').proposals.merge(id);
  expect(second).toMatchObject({ commit: first.commit, created: false, published: { state: 'already' } });
  expect(await registry.tip()).toBe(tip);
});

test('merges once when two people merge the same proposal at the same time', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const answers = await Promise.all(['ann', 'bob'].map((actor) => registry.as(actor).proposals.merge(id)));
  expect(answers.map(({ created }) => created).sort()).toEqual([false, true]);
  expect(new Set(answers.map(({ commit }) => commit)).size).toBe(1);
});

test('merges a proposal whose branch somebody deleted', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  await registry.repository.deleteBranch(branch, await registry.tip(branch));
  expect((await registry.as('ann').proposals.merge(id)).created).toBe(true);
});

test('names the approvers and the proposal in the commit, and the head as a second parent', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  const { head } = (await registry.as('ann').proposals.show(id)).proposal;
  const { commit } = await registry.as('bob').proposals.merge(id);
  const merged = (await registry.repository.snapshot(commit as Oid)).commit;
  expect(merged.message).toContain(`Mergeline-Proposal: ${id}`);
  expect(merged.message).toContain('Approved-by: bob');
  expect(merged.parents[1]).toBe(head);
  expect(await registry.repository.tip('mergeline/iris/production/1.0.0')).toBeUndefined();
});

test('is told apart when it is closed, merged or unknown', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2);
  const [one, two] = [await propose(registry, 'iris@1.0.0'), await propose(registry, 'iris@1.0.1')];
  await registry.as('ann').proposals.merge(one);
  expect((await registry.as('ann').proposals.close(two, { reason: 'later' })).proposal.state).toBe('closed');
  const { proposals } = registry.as('ann');
  await expect(proposals.merge(two)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(proposals.refresh(two)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(proposals.approve(two)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(proposals.close(one)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(proposals.merge('99')).rejects.toMatchObject({ code: 'NOT_FOUND', exitCode: 4 });
  const states = async (state: 'open' | 'merged' | 'closed' | 'all') =>
    (await proposals.list({ state })).proposals.map(({ id }) => id);
  expect([await states('open'), await states('merged'), await states('closed'), await states('all')]).toEqual([
    [],
    [one],
    [two],
    [two, one],
  ]);
});
