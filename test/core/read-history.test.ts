import { expect, test } from 'vitest';
import type { HistoryEvent } from '../../core/answers.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { bringTo, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

function told(events: readonly HistoryEvent[]) {
  return events.map(({ kind, version, actor, reason, proposal }) => [kind, version, actor, reason, proposal]);
}

test('tells who rejected a proposal and why, in its place, whatever became of it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const merged = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.reject(merged, { comment: 'no card' });
  await registry.as('bob').proposals.approve(merged);
  await registry.as('bob').proposals.merge(merged);
  const [moment] = (await registry.as('ann').models.history({ model: 'iris' })).events;
  await registerIris(registry, 2);
  const closed = await propose(registry, 'iris@1.0.1');
  await registry.as('cleo').proposals.reject(closed, { comment: 'recall fell' });
  await registry.as('ann').proposals.close(closed);
  const { models } = registry.as('ann');

  const { events } = await models.history({ model: 'iris' });

  expect(told(events)).toEqual([
    ['rejected', '1.0.1', 'cleo', 'recall fell', closed],
    ['registered', '1.0.1', 'ann', '', null],
    ['promoted', '1.0.0', 'ann', '', merged],
    ['rejected', '1.0.0', 'bob', 'no card', merged],
    ['registered', '1.0.0', 'ann', '', null],
  ]);
  const [{ proposal }] = [await registry.as('ann').proposals.show(closed)];
  expect(events[0]).toMatchObject({ model: 'iris', stage: 'production', commit: proposal.head });
  const stage = await models.history({ model: 'iris', stage: 'production' });
  expect(told(stage.events).map(([kind]) => kind)).toEqual(['rejected', 'promoted', 'rejected']);
  const then = await models.history({ model: 'iris' }, { at: moment!.commit });
  expect(told(then.events)).toEqual(told(events).slice(2));
  const others = await models.history({});
  expect(others.events.filter(({ kind }) => kind === 'rejected')).toHaveLength(2);
});

test('puts a rejection before the merge of its proposal, also where a clock went back', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.reject(id, { comment: 'wait' });
  await registry.as('bob').proposals.approve(id);
  registry.clock.advance(-60);
  await registry.as('bob').proposals.merge(id);

  const { events } = await registry.as('ann').models.history({ model: 'iris', stage: 'production' });

  expect(events.map(({ kind }) => kind)).toEqual(['promoted', 'rejected']);
});

test('tells which gates were waived, by whom and why, and not the waivers that nothing needed', async () => {
  const gates = ['- gate: licence\n  allow: [MIT]\n  waivable: [lea]', '- gate: servable\n  waivable: [lea]'];
  const registry = await memoryRegistry(reviewed(gates.join('\n')));
  await registerIris(registry, 1);
  const waive = ['licence', 'servable'].map((gate) => ({ gate, reason: `${gate}, see L-7`, until: 'tomorrow' }));
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', waive });
  await registry.as('lea').proposals.approve(proposal!.id);
  await registry.as('ann').proposals.merge(proposal!.id);

  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;

  expect(event?.waived).toEqual([
    {
      gate: 'licence',
      reason: expect.stringMatching(/^Waived until 2026-03-02T23:59:59Z by lea: licence, see L-7/),
      until: '2026-03-02T23:59:59Z',
    },
  ]);
});

test('tells who broke the glass and why, also once somebody has approved it', async () => {
  const registry = await memoryRegistry(approvals.replace('    gates:', '    breakGlass: [otto]\n    gates:'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const id = await propose(registry, 'iris@1.0.1');
  await registry.as('otto').proposals.merge(id, { breakGlass: true, reason: 'outage INC-7' });
  const newest = async () =>
    (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events[0];
  const brokenGlass = { by: 'otto', reason: 'outage INC-7' };

  expect(await newest()).toMatchObject({ brokenGlass, breakGlass: true, approvedBy: [] });
  await registry.as('bob').proposals.approve(id);
  expect(await newest()).toMatchObject({ brokenGlass, approvedBy: ['bob'] });
  expect(await newest()).not.toHaveProperty('breakGlass');
});
