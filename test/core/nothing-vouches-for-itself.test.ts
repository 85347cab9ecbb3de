import { expect, test } from 'vitest';
import type { Pointer } from '../../core/domain/records.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

test.each([
  ['asked for it and opened it', 'ann', async () => {}],
  ['registered the version', 'rob', async () => {}],
  [
    'pushed a commit to its branch',
    'pat',
    async (registry: MemoryRegistry, branch: string) => {
      const pointer = await pointerOf(registry, 'production', branch);
      await registry.editOn(branch, { [irisProduction]: pointerText({ ...pointer, reason: 'sooner' }) }, { as: 'pat' });
    },
  ],
])('does not take the approval of whoever %s', async (_, approver, prepare) => {
  const registry = await memoryRegistry(approvals);
  await registry.as('rob').models.register({ model: 'iris', files: linearModel(1) });
  const id = await propose(registry, 'iris@1.0.0');
  await prepare(registry, await branchOf(registry, id));

  await registry.as(approver).proposals.approve(id);
  await expect(registry.as(approver).proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve(id);
  expect(await registry.as('bob').proposals.merge(id)).toMatchObject({ version: '1.0.0', created: true });
});

test('counts approvals of the present head only', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  const branch = await branchOf(registry, id);
  const pointer = await pointerOf(registry, 'production', branch);
  await registry.editOn(branch, { [irisProduction]: pointerText({ ...pointer, reason: 'other' }) }, { as: 'pat' });

  const { reviews, verdicts } = await registry.as('ann').proposals.show(id);
  expect(reviews).toMatchObject([{ actor: 'bob', counts: false }]);
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pending' }));
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', exitCode: 3 });
});

test('waits while a reviewer says no', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  await registry.as('eve').proposals.reject(id, { comment: 'the data is old' });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('eve').proposals.approve(id);
  expect((await registry.as('bob').proposals.merge(id)).created).toBe(true);
});

test('judges by the policy of the registry, not by one that the branch brings', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const lax = reviewed('- gate: servable');
  await registry.editOn(await branchOf(registry, id), { 'registry.yaml': lax }, { as: 'ann' });

  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'changes', verdict: 'fail' }),
      expect.objectContaining({ gate: 'approvals', verdict: 'pending' }),
    ]),
  });
  expect(await registry.read('registry.yaml')).toBe(approvals);
});

test('takes no owner from a model.yaml on the branch', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1\n  by: [owners]'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const mine = `apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\nowners: [mallory]\n`;
  await registry.editOn(await branchOf(registry, id), { 'models/iris/model.yaml': mine }, { as: 'ann' });
  await registry.as('mallory').proposals.approve(id);
  await expect(registry.as('mallory').proposals.merge(id)).rejects.toMatchObject({ exitCode: 3 });
});

const waivable = `
- gate: metric
  metric: accuracy
  min: 0.99
  reported: true
  waivable: [role:risk]
- gate: servable`;

const withRoles = reviewed(waivable, 'roles:\n  risk: [rita]\n');
const waiver = { gate: 'metric', reason: 'the old data', until: '2026-12-31' };

test('waives a gate only when somebody whom the policy names approves exactly this head', async () => {
  const registry = await memoryRegistry(withRoles);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), metrics: { accuracy: 0.5 } });
  const asked = { ref: 'iris@1.0.0', to: 'production', waive: [waiver], draft: true };
  const id = (await registry.as('ann').stages.promote(asked)).proposal?.id ?? '';

  await registry.as('bob').proposals.approve(id);
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  const { verdicts } = await registry.as('rita').proposals.approve(id);
  expect(verdicts).toContainEqual(
    expect.objectContaining({ gate: 'metric', verdict: 'waived', until: '2026-12-31T23:59:59Z' }),
  );
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.0');
});

test.each([
  [
    'the policy lets nobody waive the gate',
    reviewed(waivable.replace(/ {2}waivable.*\n/, ''), 'roles:\n  risk: [rita]\n'),
    {},
  ],
  ['it has ended', withRoles, { until: '2026-02-01' }],
])('waives nothing when %s', async (_, policy, change) => {
  const registry = await memoryRegistry(policy);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), metrics: { accuracy: 0.5 } });
  const asked = { ref: 'iris@1.0.0', to: 'production', waive: [{ ...waiver, ...change }], draft: true };
  const id = (await registry.as('ann').stages.promote(asked)).proposal?.id ?? '';
  await registry.as('rita').proposals.approve(id);
  await expect(registry.as('rita').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
});

test('opens another proposal, not the one that is there, when the waivers differ', async () => {
  const registry = await memoryRegistry(withRoles);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), metrics: { accuracy: 0.5 } });
  const asked = { ref: 'iris@1.0.0', to: 'production', draft: true };
  await registry.as('ann').stages.promote(asked);
  await expect(registry.as('ann').stages.promote({ ...asked, waive: [waiver] })).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
    hint: expect.stringContaining('mergeline proposal close 1'),
  });
});

const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
const evaluatedOn = (digest: string) =>
  reviewed(
    '- gate: evaluated\n  dataset: flowers',
    `datasets:\n  - name: flowers\n    digest: "${digest}"\n    task: classification\n    target: label\n`,
  );

test('lets no proposal that moves a pointer bring an evaluation along', async () => {
  const { digestOf } = await import('../../core/domain/digest.ts');
  const registry = await memoryRegistry(evaluatedOn(digestOf(csv)));
  await registerIris(registry, 1);
  const draft = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', draft: true });
  const id = draft.proposal?.id ?? '';
  const data = { name: 'test.csv', open: () => chunks(csv) };
  const recorded = await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data, dryRun: true });
  const [file] = recorded.plan?.files ?? [];
  await registry.editOn(await branchOf(registry, id), { [file?.path ?? '']: file?.content ?? '' }, { as: 'ann' });

  const { verdicts } = await registry.as('ann').proposals.show(id);
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'changes', verdict: 'fail' }));
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'evaluated', verdict: 'fail' }));
});

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

test('reads a hold from the registry, whatever the branch says of it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const id = await propose(registry, 'iris@1.0.1');
  await registry.as('bob').proposals.approve(id);
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'incident' });
  await registry.as('ann').proposals.refresh(id);
  const branch = await branchOf(registry, id);
  const { hold, ...free } = await pointerOf(registry, 'production', branch);
  expect(hold).toMatchObject({ by: 'ann', reason: 'incident' });
  await registry.editOn(branch, { [irisProduction]: pointerText(free) }, { as: 'ann' });
  await registry.as('bob').proposals.approve(id);
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'hold', verdict: 'fail' })]),
  });
});

const breakable = reviewed('- gate: approvals\n  count: 1').replace('    gates:', '    breakGlass: [ops]\n    gates:');

test.each([
  ['says that somebody else broke it', { requestedBy: 'ops' }],
  ['says so in its own name', {}],
])('breaks no glass because the pointer %s', async (_, change: Partial<Pointer>) => {
  const registry = await memoryRegistry(breakable);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  const at = registry.clock.now();
  const forged: Pointer = {
    ...(await pointerOf(registry, 'production', branch)),
    breakGlass: { by: 'ops', reason: 'now' },
    hold: { by: 'ops', reason: 'now', at },
    ...change,
  };
  await registry.editOn(branch, { [irisProduction]: pointerText(forged) }, { as: 'ann' });
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ exitCode: 3 });
});

test('takes no stage with laxer gates from the text of a pointer that lies in another place', async () => {
  const registry = await memoryRegistry(approvals.replace('stages:\n', 'stages:\n  - name: development\n'));
  await registerIris(registry, 1);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  const forged = { ...(await pointerOf(registry, 'production', branch)), stage: 'development' } as Pointer;
  await registry.editOn(branch, { [irisProduction]: pointerText(forged) }, { as: 'ann' });
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'FILE_INVALID' });
});

test('keeps whoever pushed to an earlier head from approving what a refresh made of it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  const pointer = await pointerOf(registry, 'production', branch);
  await registry.editOn(branch, { [irisProduction]: pointerText({ ...pointer, reason: 'mine' }) }, { as: 'mallory' });
  await registry.edit({ 'models/iris/README.md': '# Iris\n' });

  expect((await registry.as('bob').proposals.refresh(id)).changed).toBe(true);
  await registry.as('mallory').proposals.approve(id);

  await expect(registry.as('mallory').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('takes over no hold that was typed into a proposal', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  const hold = { by: 'boss', reason: 'nobody touches this', at: '2026-03-01T12:00:00Z' };
  const pointer = await pointerOf(registry, 'production', branch);
  await registry.editOn(branch, { [irisProduction]: pointerText({ ...pointer, hold }) }, { as: 'mallory' });

  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    details: [expect.objectContaining({ path: 'integrity' })],
  });
});
