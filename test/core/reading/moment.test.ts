import { expect, test } from 'vitest';
import type { Moment } from '../../../core/reading/moment.ts';
import { snapshotAt } from '../../../core/reading/snapshot-at.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';

/** `first`, `second` and `tip` are days apart; the registry's own first commit is of 2026-03-01. */
async function threeDays() {
  const registry = await memoryRegistry(unreviewed());
  const first = await registry.editOn('main', { a: '1' }, { at: '2026-03-02T10:00:00Z' });
  const second = await registry.editOn('main', { a: '2' }, { at: '2026-03-03T10:00:00Z' });
  const tip = await registry.editOn('main', { a: '3' }, { at: '2026-03-04T10:00:00Z' });
  registry.clock.advance(4 * 86_400);
  return { registry, first, second, tip };
}

async function momentAt({ contextOf }: MemoryRegistry, at: string): Promise<Moment | undefined> {
  const told: Moment[] = [];
  await snapshotAt({ ...contextOf('ann'), onMoment: (moment) => told.push(moment) }, at);
  expect(told).toHaveLength(1);
  return told[0];
}

test('tells which commit a date means, and whether that is still how things are', async () => {
  const { registry, second, tip } = await threeDays();

  expect(await momentAt(registry, '2026-03-03')).toEqual({
    asked: '2026-03-03',
    instant: '2026-03-03T23:59:59Z',
    commit: second,
    at: '2026-03-03T10:00:00Z',
    place: 'passed',
  });
  expect(await momentAt(registry, '2099-01-01')).toMatchObject({ commit: tip, place: 'present', isAhead: true });
  expect(await momentAt(registry, '-1d')).toMatchObject({
    commit: tip,
    instant: expect.stringMatching(/^2026-03-04T/),
  });
});

test('tells nothing of an answer about the present', async () => {
  const { registry } = await threeDays();
  const onMoment = () => expect.unreachable('nobody asked for a moment');
  await snapshotAt({ ...registry.contextOf('ann'), onMoment });
});

test('tells where a commit stands that the registry never stood at', async () => {
  const { registry, first, tip } = await threeDays();
  const proposed = await registry.editOn('proposals/7', { b: '1' }, { onto: first });
  const merge = await registry.editOn('main', { b: '1' }, { mergedFrom: [proposed] });

  expect(await momentAt(registry, first)).toMatchObject({ commit: first, place: 'passed' });
  expect(await momentAt(registry, tip)).toMatchObject({ commit: tip, place: 'passed' });
  expect(await momentAt(registry, 'HEAD')).toMatchObject({ commit: merge, place: 'present' });
  expect(await momentAt(registry, 'proposals/7')).toMatchObject({ commit: proposed, place: 'elsewhere' });
});

test('takes a date for a date also where a branch has its name, and says so', async () => {
  const { registry, first, second } = await threeDays();
  await registry.editOn('2026-03-03', { b: '1' }, { onto: first });

  expect(await momentAt(registry, '2026-03-03')).toMatchObject({ commit: second, namesCommit: true });
  expect(await momentAt(registry, 'refs/heads/2026-03-03')).toMatchObject({ place: 'elsewhere' });
});

test('says which commit is the first where a date lies before it', async () => {
  const { registry } = await threeDays();
  const { events } = await registry.as('ann').models.history({});
  const first = events.at(-1)?.commit.slice(0, 10);

  await expect(registry.as('ann').models.list({ at: '2020-01-01' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining(`${first} of 2026-03-01T`),
  });
});

test.each([
  ['20260303', '--at 2026-03-03'],
  ['2026.03.03', '--at 2026-03-03'],
  ['3d', '--at -3d'],
  ['last week', 'yesterday'],
])('says what was probably meant by %s', async (at, hint) => {
  const { registry } = await threeDays();
  await expect(registry.as('ann').models.list({ at })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining(hint),
  });
});
