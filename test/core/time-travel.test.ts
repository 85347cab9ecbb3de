import { expect, test } from 'vitest';
import { linearModel, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, pointerOf, propose, registerIris } from './support/scenes.ts';

const at = (time: string) => `2027-01-0${time}Z`;

test('shows the registry as it stood at a commit, a tag or a date', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' });
  const early = await registry.tip();
  const then = (await registry.repository.snapshot(early)).commit.at;
  registry.clock.advance(86_400);
  await registerIris(registry, 2);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'dev' });

  const { models } = registry.as('ann');
  for (const moment of [early, early.slice(0, 12), then, then.slice(0, 10)]) {
    expect(await models.show('iris@dev', { at: moment })).toMatchObject({ manifest: { version: '1.0.0' } });
    expect((await models.versions('iris', { at: moment })).versions).toHaveLength(1);
    expect((await models.history({ model: 'iris' }, { at: moment })).events).toHaveLength(2);
    expect(await models.list({ at: moment })).toMatchObject({ registryCommit: early });
  }
  expect(await models.show('iris@dev')).toMatchObject({ manifest: { version: '1.0.1' } });
});

test('takes the last of several commits of one second', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registry.editOn('main', { a: '1' }, { at: at('1T10:00:00') });
  const last = await registry.editOn('main', { a: '2' }, { at: at('1T10:00:00') });
  await registry.editOn('main', { a: '3' }, { at: at('1T10:00:01') });
  expect(await registry.as('ann').models.list({ at: at('1T10:00:00') })).toMatchObject({ registryCommit: last });
});

test('reads a bare date as the end of that day in UTC', async () => {
  const registry = await memoryRegistry(unreviewed());
  const last = await registry.editOn('main', { a: '1' }, { at: at('1T23:59:59') });
  await registry.editOn('main', { a: '2' }, { at: at('2T00:00:00') });
  expect(await registry.as('ann').models.list({ at: '2027-01-01' })).toMatchObject({ registryCommit: last });
  expect(await registry.as('ann').models.list({ at: '2027-01-02T01:59:59+02:00' })).toMatchObject({
    registryCommit: last,
  });
});

test('lets commit order decide where clocks run backwards', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registry.editOn('main', { a: '1' }, { at: at('2T00:00:00') });
  const late = await registry.editOn('main', { a: '2' }, { at: at('1T00:00:00') });
  expect(await registry.as('ann').models.list({ at: at('3T00:00:00') })).toMatchObject({ registryCommit: late });
});

test('counts back along first parents, as git writes it', async () => {
  const registry = await memoryRegistry(unreviewed());
  const first = await registry.editOn('main', { a: '1' });
  const second = await registry.editOn('main', { a: '2' });
  const tip = await registry.editOn('main', { a: '3' });
  const { models, health } = registry.as('ann');
  for (const [moment, registryCommit] of [
    ...[['HEAD', tip] as const, ['@', tip] as const, ['HEAD~0', tip] as const],
    ...[['HEAD~1', second] as const, ['main~', second] as const, [`${tip.slice(0, 12)}^`, second] as const],
    ...[['HEAD~2', first] as const, ['main^^', first] as const, ['HEAD~1^', first] as const],
  ]) {
    expect(await models.list({ at: moment }), moment).toMatchObject({ registryCommit });
  }
  expect(await health.validate({ since: 'HEAD~1' })).toMatchObject({ files: 0, faults: [] });
});

test('knows today and yesterday', async () => {
  const registry = await memoryRegistry(unreviewed());
  const today = registry.clock.now();
  const early = await registry.editOn('main', { a: '1' }, { at: today });
  registry.clock.advance(86_400);
  const late = await registry.editOn('main', { a: '2' }, { at: registry.clock.now() });
  const { models } = registry.as('ann');
  expect(await models.list({ at: 'yesterday' })).toMatchObject({ registryCommit: early });
  expect(await models.list({ at: 'today' })).toMatchObject({ registryCommit: late });
});

test.each([
  ['HEAD~99', 'NOT_FOUND'],
  ['constructor', 'NOT_FOUND'],
  ['2020-01-01', 'NOT_FOUND'],
  ['2026-13-45', 'NAME_INVALID'],
  ['v1.0', 'NOT_FOUND'],
])('says that there is nothing at %s', async (moment, code) => {
  const registry = await memoryRegistry(unreviewed());
  await expect(registry.as('ann').models.list({ at: moment })).rejects.toMatchObject({ code });
});

test('tells what happened, newest first, with who, why and by which proposal', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  await registry.as('olga').stages.hold({ model: 'iris', stage: 'production', reason: 'incident' });
  await registry.as('olga').stages.unhold({ model: 'iris', stage: 'production', reason: 'over' });
  await registry.as('ann').models.deprecate('iris@1.0.0', { reason: 'old' });
  await registry.edit({ 'models/iris/README.md': '# Iris' });
  await registry.edit({ 'registry.yaml': reviewed('- gate: servable') });

  const { events } = await registry.as('ann').models.history({});
  expect(events.map(({ kind, actor, reason, proposal }) => [kind, actor, reason, proposal])).toEqual([
    ['policy-changed', 'admin', '', null],
    ['card-edited', 'admin', '', null],
    ['deprecated', 'ann', 'old', null],
    ['unheld', 'olga', 'over', null],
    ['held', 'olga', 'incident', null],
    ['promoted', 'ann', '', '1'],
    ['registered', 'ann', '', null],
    ['policy-changed', 'admin', '', null],
  ]);
  for (const event of events) {
    expect(event).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), at: expect.any(String) });
    for (const field of ['model', 'version', 'stage']) expect(event).toHaveProperty(field);
  }
  const stage = await registry.as('ann').models.history({ model: 'iris', stage: 'production' });
  expect(stage.events.map(({ kind }) => kind)).toEqual(['unheld', 'held', 'promoted']);
});

test('tells a file that is made once to be tampered with when it changes or goes', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  const path = 'models/iris/versions/1.0.0.yaml';
  await registry.edit({ [path]: `${await registry.read(path)}\n` }, 'eve');
  await registry.edit({ [path]: null }, 'eve');
  const { events } = await registry.as('ann').models.history({ model: 'iris' });
  expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
    ['tampered', 'eve'],
    ['tampered', 'eve'],
    ['registered', 'ann'],
  ]);
});

test('tells a stage that plain git merged once, at the merge', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const branch = await branchOf(registry, id);
  await registry.as('carl').models.register({ model: 'rose', files: linearModel(2) });
  const merge = await registry.editOn(
    'main',
    { [irisProduction]: (await registry.read(irisProduction, branch)) ?? '' },
    { as: 'carl', mergedFrom: [await registry.tip(branch)], message: `Merge branch '${branch}'` },
  );
  await registry.as('carl').stages.publish();
  const { events } = await registry.as('ann').models.history({ model: 'iris', stage: 'production' });
  expect(events).toMatchObject([{ kind: 'promoted', commit: merge, proposal: id, published: true, generation: 1 }]);
  expect((await pointerOf(registry)).requestedBy).toBe('ann');
});

test('reads no actor or reason from lines that only look like ours', async () => {
  const registry = await memoryRegistry(unreviewed());
  const reason = 'really\n\nMergeline-Actor: eve\nApproved-by: root';
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), reason });
  const [event] = (await registry.as('ann').models.history({ model: 'iris' })).events;
  expect(event).toMatchObject({ actor: 'ann', reason: 'really' });
});
