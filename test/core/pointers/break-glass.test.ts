import { expect, test } from 'vitest';
import type { Pointer } from '../../../core/domain/records.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';
import { branchOf, irisProduction, pointerOf, pointerText, propose, registerIris } from '../support/scenes.ts';

const breakable = (by: string, gates = '- gate: approvals\n  count: 1') =>
  reviewed(gates, 'owners:\n  - models: "*"\n    owners: [olga]\nroles:\n  on-call: [otto]\n').replace(
    '    gates:',
    `    breakGlass: [${by}]\n    gates:`,
  );
const urgent = { breakGlass: true, reason: 'production is down' };

async function proposed(policy: string): Promise<{ registry: MemoryRegistry; id: string }> {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1, 2);
  return { registry, id: await propose(registry, 'iris@1.0.0') };
}

test.each([
  ['a role', 'role:on-call', 'otto'],
  ['the owners', 'owners', 'olga'],
])('merges before approval for whom the policy names by %s, holds the stage, and ships', async (_, by, actor) => {
  const { registry, id } = await proposed(breakable(by));
  const merged = await registry.as(actor).proposals.merge(id, urgent);
  expect(merged).toMatchObject({ version: '1.0.0', published: { state: 'published' } });
  expect(merged.verdicts).toContainEqual(
    expect.objectContaining({ gate: 'approvals', verdict: 'waived', reason: expect.stringContaining('is down') }),
  );
  expect(await pointerOf(registry)).toMatchObject({ breakGlass: { by: actor }, hold: { by: actor } });
});

test('is marked in history until somebody else approves afterwards', async () => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  await registry.as('otto').proposals.merge(id, urgent);
  const marked = async () =>
    (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events.map(
      ({ breakGlass, approvedBy }) => [breakGlass ?? false, approvedBy],
    );
  expect(await marked()).toEqual([[true, []]]);
  await registry.as('otto').proposals.approve(id);
  expect(await marked()).toEqual([[true, []]]);
  await registry.as('bob').proposals.approve(id);
  expect(await marked()).toEqual([[false, ['bob']]]);
});

test('is accepted by publish when the merge itself did not get that far', async () => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  registry.repository.interrupt('main', async () => {
    registry.repository.interrupt('mergeline-records', async () => {
      throw new Error('killed');
    });
  });
  await expect(registry.as('otto').proposals.merge(id, urgent)).rejects.toThrow('killed');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);
});

test.each([
  ['anybody whom the policy does not name', 'eve', urgent, 'NOT_ALLOWED', 3],
  ['want of a reason', 'otto', { breakGlass: true }, 'USAGE', 2],
])('is refused for %s, and leaves the proposal as it was', async (_, actor, options, code, exitCode) => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  const before = await registry.as('ann').proposals.show(id);
  await expect(registry.as(actor).proposals.merge(id, options)).rejects.toMatchObject({ code, exitCode });
  expect((await registry.as('ann').proposals.show(id)).proposal).toEqual(before.proposal);
});

test('passes over no gate that fails, and voids no approval in trying', async () => {
  const gates = '- gate: metric\n  metric: accuracy\n  min: 0.99\n  reported: true\n- gate: approvals\n  count: 1';
  const registry = await memoryRegistry(breakable('role:on-call', gates));
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', draft: true });
  const id = proposal?.id ?? '';
  await registry.as('bob').proposals.approve(id);
  await expect(registry.as('otto').proposals.merge(id, urgent)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect((await registry.as('ann').proposals.show(id)).reviews).toMatchObject([{ counts: true }]);
});

test('breaks nothing when the proposal may be merged anyway', async () => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  await registry.as('bob').proposals.approve(id);
  await registry.as('otto').proposals.merge(id, urgent);
  const pointer = await pointerOf(registry);
  expect([pointer.breakGlass, pointer.hold]).toEqual([undefined, undefined]);
});

test('has to be broken again after a refresh', async () => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  registry.repository.interrupt('main', async () => {
    throw new Error('killed');
  });
  await expect(registry.as('otto').proposals.merge(id, urgent)).rejects.toThrow('killed');
  await registry.as('ann').proposals.refresh(id);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  expect((await registry.as('otto').proposals.merge(id, urgent)).created).toBe(true);
});

test('rolls back in one command during an incident', async () => {
  const policy = `${breakable('role:on-call')}\n`.replace(
    '    gates:',
    '    rollback:\n      gates:\n        - gate: approvals\n          count: 1\n    gates:',
  );
  const { registry, id } = await proposed(policy);
  await registry.as('bob').proposals.approve(id);
  await registry.as('bob').proposals.merge(id);
  const next = await propose(registry, 'iris@1.0.1');
  await registry.as('bob').proposals.approve(next);
  await registry.as('bob').proposals.merge(next);

  const answer = await registry.as('otto').stages.rollback({ model: 'iris', stage: 'production', ...urgent });
  expect(answer).toMatchObject({ version: '1.0.0', proposal: { state: 'merged' }, published: { state: 'published' } });
  expect(await pointerOf(registry)).toMatchObject({ change: 'rollback', hold: { by: 'otto' } });
  const later = await propose(registry, 'iris@1.0.1').catch((error: unknown) => error);
  expect(later).toMatchObject({ code: 'GATE_FAILED' });
});

test.each<[string, string, Partial<Pointer>, RegExp]>([
  ['holds nothing', 'otto', { breakGlass: { by: 'otto', reason: 'now' } }, /holds the stage/],
  ['names somebody who did not', 'eve', brokenBy('otto', 'otto'), /otto broke the glass, who made no commit/],
  ['names somebody who may not', 'eve', brokenBy('eve', 'eve'), /eve may not break the glass of production/],
  ['holds in the name of another', 'otto', brokenBy('otto', 'olga'), /in the same name/],
])('is believed of no pointer that %s, even once it is approved', async (_, pusher, typed, reason) => {
  const { registry, id } = await proposed(breakable('role:on-call'));
  const branch = await branchOf(registry, id);
  const pointer = { ...(await pointerOf(registry, 'production', branch)), ...typed };
  await registry.editOn(branch, { [irisProduction]: pointerText(pointer) }, { as: pusher });
  await registry.as('bob').proposals.approve(id);

  const { verdicts } = await registry.as('ann').proposals.show(id);
  expect(verdicts).toContainEqual({ gate: 'integrity', verdict: 'fail', reason: expect.stringMatching(reason) });
  await expect(registry.as('otto').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
});

function brokenBy(by: string, holder: string): Partial<Pointer> {
  return { breakGlass: { by, reason: 'now' }, hold: { by: holder, reason: 'now', at: '2026-03-01T10:00:00Z' } };
}
