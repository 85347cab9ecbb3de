import { expect, test } from 'vitest';
import type { Registry } from '../../core/registry.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages, unreviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const dryRun = true;

/** What a dry run answers, once it is proved that it wrote nothing: no branch moved, no image was stored. */
async function foreseen<T>(registry: MemoryRegistry, actor: string, ask: (as: Registry) => Promise<T>): Promise<T> {
  const tips = async () => Promise.all(['main', 'mergeline-records'].map((branch) => registry.repository.tip(branch)));
  const before = await tips();
  const attempts = registry.repository.attempts.length;
  const answer = await ask(registry.as(actor));
  expect(await tips()).toEqual(before);
  expect(registry.repository.attempts).toHaveLength(attempts);
  return answer;
}

async function proposed(policy = approvals): Promise<{ readonly registry: MemoryRegistry; readonly id: string }> {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1, 2);
  return { registry, id: await propose(registry, 'iris@1.0.0') };
}

test('of a merge names the commit and the image that the merge then makes', async () => {
  const { registry, id } = await proposed();
  await registry.as('bob').proposals.approve(id);

  const answer = await foreseen(registry, 'bob', ({ proposals }) => proposals.merge(id, { dryRun }));
  const merged = await registry.as('bob').proposals.merge(id);

  expect(answer).toMatchObject({ commit: null, version: '1.0.0', created: true, published: { state: 'due' } });
  expect(answer.verdicts).toEqual(merged.verdicts);
  expect(answer.published?.digest).toBe(merged.published?.digest);
  expect(answer.plan?.files).toMatchObject([{ path: irisProduction, action: 'add' }]);
  expect(answer.plan?.files[0]?.content).toBe(await registry.read(irisProduction));
});

test('of a merge that would be refused tells the gates that stand against it', async () => {
  const { registry, id } = await proposed();

  const { verdicts } = await foreseen(registry, 'bob', ({ proposals }) => proposals.merge(id, { dryRun }));

  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pending' }));
});

test('of a merge that was done says so', async () => {
  const { registry, id } = await proposed();
  await registry.as('bob').proposals.approve(id);
  await registry.as('bob').proposals.merge(id);

  const answer = await foreseen(registry, 'bob', ({ proposals }) => proposals.merge(id, { dryRun }));

  expect(answer).toMatchObject({ created: false, published: { state: 'already' } });
});

test('of a merge that breaks the glass waives what waits, for whom the policy names alone', async () => {
  const { registry, id } = await proposed(approvals.replace('    gates:', '    breakGlass: [otto]\n    gates:'));
  const merge = (actor: string) =>
    foreseen(registry, actor, ({ proposals }) => proposals.merge(id, { dryRun, breakGlass: true, reason: 'outage' }));

  const { verdicts, plan } = await merge('otto');
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'waived' }));
  expect(plan?.files[0]?.content).toContain('outage');
  await expect(merge('eve')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
});

test('of a merge is refused for a proposal that is stale or closed', async () => {
  const { registry, id } = await proposed();
  const other = await propose(registry, 'iris@1.0.1');
  await bringTo(registry, 'iris@1.0.1').catch(() => undefined);
  await registry
    .as('bob')
    .proposals.close(other)
    .catch(() => undefined);

  await expect(registry.as('bob').proposals.merge(id, { dryRun })).rejects.toMatchObject({ code: 'CONFLICT' });
  await registry.as('bob').proposals.close(id);
  await expect(registry.as('bob').proposals.merge(id, { dryRun })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('of an approval judges the proposal as if it had it', async () => {
  const { registry, id } = await proposed();
  const approve = (actor: string) => foreseen(registry, actor, ({ proposals }) => proposals.approve(id, { dryRun }));
  const verdictOf = async (actor: string) =>
    (await approve(actor)).verdicts.find(({ gate }) => gate === 'approvals')?.verdict;

  expect(await verdictOf('bob')).toBe('pass');
  expect(await verdictOf('ann')).toBe('pending');
});

test('of a rejection and of a closing shows the proposal as it would be', async () => {
  const { registry, id } = await proposed();

  const rejected = await foreseen(registry, 'bob', ({ proposals }) => proposals.reject(id, { dryRun, comment: 'no' }));
  const closed = await foreseen(registry, 'bob', ({ proposals }) => proposals.close(id, { dryRun }));

  expect(rejected.reviews).toMatchObject([{ actor: 'bob', verdict: 'reject', comment: 'no' }]);
  expect(closed.proposal.state).toBe('closed');
});

test('of a refresh tells the commit that the branch would get, and nothing where it is up to date', async () => {
  const { registry, id } = await proposed();
  const refresh = () => foreseen(registry, 'ann', ({ proposals }) => proposals.refresh(id, { dryRun }));

  expect(await refresh()).toMatchObject({ changed: false });
  await bringTo(registry, 'iris@1.0.1');
  const answer = await refresh();

  expect(answer).toMatchObject({
    changed: true,
    stale: true,
    plan: { proposal: true, branch: answer.proposal.branch },
  });
  expect(answer.plan?.files[0]?.content).toContain('generation: 2');
});

test('of publishing tells each stage what would become of it', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await bringTo(registry, 'iris@1.0.0', 'production');
  const receiptless = await pointerOf(registry, 'staging');
  await registry.edit({
    'models/iris/stages/development.yaml': pointerText({ ...receiptless, stage: 'development' as never }),
  });
  const unapproved = { ...(await pointerOf(registry)), generation: 2, reason: 'by hand' };
  await registry.edit({ [irisProduction]: pointerText(unapproved) });

  const { published } = await foreseen(registry, 'bob', ({ stages }) => stages.publish([], { dryRun }));

  expect(published.map(({ stage, state }) => [stage, state])).toEqual([
    ['development', 'due'],
    ['production', 'unjudged'],
    ['staging', 'already'],
  ]);
  expect((await registry.as('bob').stages.publish([])).published.map(({ state }) => state)).toEqual([
    'published',
    'unjudged',
    'already',
  ]);
});

test('says whether a plan would be proposed or committed', async () => {
  const [reviewedStage, free] = [await memoryRegistry(approvals), await memoryRegistry(unreviewed())];
  const plans = [];
  for (const [registry, to] of [
    [reviewedStage, 'production'],
    [free, 'dev'],
  ] as const) {
    await registerIris(registry, 1);
    const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to, dryRun });
    plans.push(plan);
  }
  const request = { model: 'rose', files: linearModel(3), propose: true, dryRun };
  plans.push((await free.as('ann').models.register(request)).plan);

  expect(plans).toMatchObject([
    { proposal: true, branch: 'mergeline/iris/production/1.0.0' },
    { proposal: false, branch: 'main' },
    { proposal: true, branch: 'mergeline/rose/versions/1.0.0' },
  ]);
});

test('keeps the reason of a publication in its record', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev', dryRun });
  const [file] = plan?.files ?? [];
  await registry.edit({ [file?.path ?? '']: file?.content ?? '' });

  await registry.as('bob').stages.publish([], { reason: 'after the outage' });

  const { message } = (await registry.repository.snapshot(await registry.tip('mergeline-records'))).commit;
  expect(message).toContain('after the outage');
});
