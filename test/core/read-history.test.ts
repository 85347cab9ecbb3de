import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { HistoryEvent } from '../../core/history/history-answer.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, propose, registerIris } from './support/scenes.ts';

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

const rows = 'x,y,label\n1,0,left\n0,1,right\n';
const holdout: DatasetSource = {
  name: 'holdout.csv',
  async *open() {
    yield new TextEncoder().encode(rows);
  },
};
const pinned = `datasets:
  - name: holdout
    digest: "${digestOf(new TextEncoder().encode(rows))}"
    task: classification
    target: label
`;

test('tells on which verified numbers a stage was given, as the registry had them then', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable', pinned));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.1', data: holdout });
  await bringTo(registry, 'iris@1.0.1');
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data: holdout });

  const { events } = await registry.as('ann').models.history({ model: 'iris' });

  const [later, second, evaluated, first] = events;
  expect(second).toMatchObject({
    kind: 'promoted',
    metrics: { accuracy: 1 },
    evaluations: [{ dataset: { name: 'holdout', rows: 2 }, evaluatedBy: 'ann', metrics: { accuracy: 1 } }],
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'servable', verdict: 'pass' })]),
  });
  expect(first).toMatchObject({ kind: 'promoted', metrics: {}, evaluations: [] });
  for (const event of [later, evaluated])
    expect(event).toMatchObject({ kind: 'evaluated', metrics: { accuracy: 1 }, evaluations: [{ evaluatedBy: 'ann' }] });
});

test('lets no evaluation vouch for the commit that brings it', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable', pinned));
  await registerIris(registry, 1);
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data: holdout });
  const [path = ''] = (await registry.paths()).filter((it) => it.includes('/evaluations/'));
  const evaluation = (await registry.read(path)) ?? '';
  await registry.edit({ [path]: null });
  const id = await propose(registry, 'iris@1.0.0');
  const pointer = (await registry.read(irisProduction, await branchOf(registry, id))) ?? '';
  await registry.edit({ [irisProduction]: pointer, [path]: evaluation }, 'eve');

  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ kind: 'promoted', metrics: {}, evaluations: [] });
});

test('tells who moved a stage by hand, whatever the file says, until a publication has judged it', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.edit(
    { [irisProduction]: (await registry.read(irisProduction, await branchOf(registry, id))) ?? '' },
    'eve',
  );
  const newest = async () =>
    (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events[0];

  expect(await newest()).toMatchObject({
    actor: 'ann',
    unjudged: true,
    committedBy: 'eve',
    verdicts: [],
    published: false,
  });
  await registry.as('carl').stages.publish();
  expect(await newest()).not.toHaveProperty('unjudged');
});

test('goes on behind a stage that was deleted and made again, and behind another name that it keeps as an alias', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const pointer = (await registry.read(irisProduction)) ?? '';
  await registry.edit({ [irisProduction]: null }, 'eve');
  await registry.edit({ [irisProduction]: pointer }, 'admin');
  const policy = reviewed('- gate: servable').replace('name: production', 'name: live\n    aliases: [production]');
  const renamed = pointer.replace('stage: "production"', 'stage: "live"');
  await registry.edit({ 'registry.yaml': policy, [irisProduction]: null, 'models/iris/stages/live.yaml': renamed });

  for (const stage of ['live', 'production']) {
    const { events } = await registry.as('ann').models.history({ model: 'iris', stage });
    expect(events.map(({ kind, stage: name, committedBy }) => [kind, name, committedBy ?? null])).toEqual([
      ['promoted', 'live', 'admin'],
      ['tampered', 'production', null],
      ['promoted', 'production', 'admin'],
      ['tampered', 'production', null],
      ['promoted', 'production', null],
    ]);
  }
});

test('tells it in pages that have everything once, whole commits and rejections in their places', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const id = await propose(registry, 'iris@1.0.1');
  await registry.as('bob').proposals.reject(id, { comment: 'wait' });
  await registry.edit({ 'models/iris/README.md': '# Iris', 'registry.yaml': `${approvals}\n` });
  await registry.as('cleo').proposals.reject(id, { comment: 'no' });
  await registry.as('ann').models.deprecate('iris@1.0.0', { reason: 'old' });
  const { models } = registry.as('ann');
  const { events: all, older: none } = await models.history({});
  expect(none).toBeNull();

  for (let limit = 1; limit <= all.length + 1; limit += 1) {
    const told: HistoryEvent[] = [];
    let at: string | null | undefined;
    while (at !== null) {
      const { events, older } = await models.history({}, { limit, ...(at && { at }) });
      if (older !== null) expect(events.length).toBeGreaterThanOrEqual(limit);
      told.push(...events);
      at = older;
    }
    expect(told).toEqual(all);
  }
});

test('tells what lies between two dates, from the beginning of one to the end of the other', async () => {
  const registry = await memoryRegistry(unreviewed());
  const note = (at: string) => registry.editOn('main', { 'registry.yaml': `${unreviewed()}# ${at}\n` }, { at });
  await note('2026-03-02T00:00:00Z');
  await note('2026-03-05T12:00:00Z');
  await note('2026-03-03T23:59:59Z');
  await note('2026-03-04T00:00:00Z');
  registry.clock.advance(10 * 86_400);
  const { models } = registry.as('ann');
  const days = async (since?: string, until?: string) =>
    (await models.history({}, { ...(since && { since }), ...(until && { until }) })).events.map(({ at }) =>
      at.slice(8, 10),
    );

  expect(await days('2026-03-02', '2026-03-03')).toEqual(['03', '02']);
  expect(await days('2026-03-04')).toEqual(['04', '05']);
  expect(await days(undefined, '2026-03-03')).toEqual(['03', '02', '01']);
  expect(await days('2026-03')).toHaveLength(5);
  expect(await days('-1d')).toEqual([]);
  await expect(days('2026-03-05', '2026-03-01')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(days('soon')).rejects.toMatchObject({ code: 'NAME_INVALID' });
});

test('has a rejection until the end of the day that is asked for, and none of the day after', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.reject(id, { comment: 'today' });
  registry.clock.advance(86_400);
  await registry.as('cleo').proposals.reject(id, { comment: 'tomorrow' });
  const { models } = registry.as('ann');

  const { events } = await models.history({ model: 'iris' }, { at: 'yesterday' });
  expect(events.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['rejected', 'today'],
    ['registered', ''],
  ]);
});
