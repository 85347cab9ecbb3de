import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

const day = 86_400;

/** The first is opened on the 1st of March and merged on the 2nd; the second opened on the 2nd, rejected on the 3rd and closed on the 4th. */
async function fourDays() {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
  await registerIris(registry, 1, 2);
  const first = await propose(registry, 'iris@1.0.0');
  const proposed = await registry.tip();
  registry.clock.advance(day);
  await registry.as('bob').proposals.approve(first);
  const { commit: merge } = await registry.as('bob').proposals.merge(first);
  const second = await propose(registry, 'iris@1.0.1');
  registry.clock.advance(day);
  await registry.as('cleo').proposals.reject(second, { comment: 'recall fell' });
  registry.clock.advance(day);
  await registry.as('ann').proposals.close(second);
  const { proposals } = registry.as('zoe');
  const listed = async (at?: string) =>
    (await proposals.list({ state: 'all', ...(at && { at }) })).proposals.map(({ id, state }) => [id, state]);
  return { registry, proposals, first, second, proposed, merge: merge ?? '', listed };
}

test('lists the proposals as they stood on a day', async () => {
  const { proposals, first, second, listed } = await fourDays();

  expect(await listed('2026-03-01')).toEqual([[first, 'open']]);
  for (const at of ['2026-03-02', '2026-03-03'])
    expect(await listed(at)).toEqual([
      [second, 'open'],
      [first, 'merged'],
    ]);
  for (const at of ['2026-03-04', 'HEAD', undefined])
    expect(await listed(at)).toEqual([
      [second, 'closed'],
      [first, 'merged'],
    ]);
  expect((await proposals.list({ at: '2026-03-02' })).proposals.map(({ id }) => id)).toEqual([second]);
});

test('lets a commit stand until the next one came', async () => {
  const { first, second, proposed, merge, listed } = await fourDays();

  expect(await listed(proposed)).toEqual([[first, 'open']]);
  expect(await listed(merge)).toEqual([
    [second, 'closed'],
    [first, 'merged'],
  ]);
});

test('shows a proposal with the reviews that it had, judged as it was then', async () => {
  const { proposals, first, second } = await fourDays();
  const then = await proposals.show(first, { at: '2026-03-01' });

  expect(then).toMatchObject({ proposal: { state: 'open', mergeCommit: null }, reviews: [] });
  expect(then.verdicts).toContainEqual(expect.objectContaining({ gate: 'approvals', verdict: 'pending' }));
  expect(await proposals.show(first)).toMatchObject({ proposal: { state: 'merged' }, reviews: [{ actor: 'bob' }] });
  expect((await proposals.show(second, { at: '2026-03-02' })).reviews).toEqual([]);
  expect(await proposals.show(second, { at: '2026-03-03' })).toMatchObject({
    proposal: { state: 'open' },
    reviews: [{ actor: 'cleo', verdict: 'reject' }],
  });
  await expect(proposals.show(second, { at: '2026-03-01' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
