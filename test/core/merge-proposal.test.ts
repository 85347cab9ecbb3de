import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModelName } from '../../core/domain/names.ts';
import type { Oid } from '../../core/domain/records.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages, unreviewed } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const servable = reviewed('- gate: servable');

async function approved(registry: MemoryRegistry, ref: string): Promise<string> {
  const id = await propose(registry, ref);
  await registry.as('bob').proposals.approve(id);
  return id;
}

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

test('makes the loser mergeable by a refresh, which voids its approvals', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const [one, two] = [await approved(registry, 'iris@1.0.0'), await approved(registry, 'iris@1.0.1')];
  await registry.as('bob').proposals.merge(one);
  expect(await registry.as('ann').proposals.show(two)).toMatchObject({ stale: true });

  const refreshed = await registry.as('ann').proposals.refresh(two);
  expect(refreshed).toMatchObject({ changed: true, stale: false, reviews: [{ actor: 'bob', counts: false }] });
  await expect(registry.as('bob').proposals.merge(two)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve(two);
  expect(await registry.as('bob').proposals.merge(two)).toMatchObject({ version: '1.0.1', created: true });
  expect(await pointerOf(registry)).toMatchObject({ generation: 2, replaces: '1.0.0' });
});

test('refuses to refresh a proposal whose version holds the stage by another way', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.edit({ 'registry.yaml': servable.replace('review: proposal', 'review: none') });
  await registry.as('bob').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  await expect(registry.as('ann').proposals.refresh(id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('already'),
  });
});

test('keeps approvals and head when a refresh finds nothing to change', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await approved(registry, 'iris@1.0.0');
  await registerIris(registry, 5, 6);
  const before = await registry.as('ann').proposals.show(id);
  const refreshed = await registry.as('ann').proposals.refresh(id);
  expect(refreshed).toMatchObject({ changed: false, proposal: { head: before.proposal.head } });
  expect((await registry.as('bob').proposals.merge(id)).created).toBe(true);
});

test('lets a refresh take away whatever else was pushed to the branch', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.editOn(await branchOf(registry, id), { 'registry.yaml': 'mine' }, { as: 'eve' });
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect(await registry.as('ann').proposals.refresh(id)).toMatchObject({ changed: true });
  expect((await registry.as('ann').proposals.merge(id)).created).toBe(true);
});

test('takes a branch that somebody brought up to date by merging the registry into it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registerIris(registry, 2, 3);
  const branch = await branchOf(registry, id);
  const paths = ['models/iris/versions/1.0.1.yaml', 'models/iris/versions/1.0.2.yaml'];
  const texts = await Promise.all(paths.map((path) => registry.read(path)));
  const merged = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? null]));
  await registry.editOn(branch, merged, { as: 'ann', mergedFrom: [await registry.tip()] });
  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.0');
});

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

test('lists which open proposals must be refreshed, as each says itself', async () => {
  const registry = await memoryRegistry(servable);
  await registerIris(registry, 1, 2, 3);
  const ids: string[] = [];
  for (const ref of ['iris@1.0.0', 'iris@1.0.1', 'iris@1.0.2']) ids.push(await propose(registry, ref));
  const [merged = '', refreshed = '', stale] = ids;
  const { proposals } = registry.as('ann');
  const listed = async () =>
    Object.fromEntries((await proposals.list({ state: 'all' })).proposals.map((it) => [it.id, it.stale]));

  expect(await listed()).toEqual({ [merged]: false, [refreshed]: false, [stale!]: false });
  await proposals.merge(merged);
  await proposals.refresh(refreshed);

  expect(await listed()).toEqual({ [merged]: false, [refreshed]: false, [stale!]: true });
  for (const id of ids) expect((await proposals.show(id)).stale).toBe((await listed())[id]);
});

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
