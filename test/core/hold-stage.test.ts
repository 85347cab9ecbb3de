import { expect, test } from 'vitest';
import type { Hold, Pointer } from '../../core/domain/records.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const owned = reviewed('- gate: servable', 'owners:\n  - models: "*"\n    owners: [olga]\n');
const held = { model: 'iris', stage: 'production', reason: 'incident' };

async function holding(policy = owned): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  return registry;
}

test('keeps promotions out until it is lifted', async () => {
  const registry = await holding();
  const id = await propose(registry, 'iris@1.0.1');
  expect(await registry.as('ann').stages.hold(held)).toMatchObject({ held: true, until: null, created: true });

  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  await registry.as('ann').proposals.refresh(id);
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect(await registry.as('olga').stages.unhold({ ...held, reason: 'over' })).toMatchObject({ held: false });
  await registry.as('ann').proposals.refresh(id);
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.1');
});

test('ends by itself where it has an end', async () => {
  const registry = await holding();
  expect(await registry.as('ann').stages.hold({ ...held, until: '2026-03-02' })).toMatchObject({
    until: '2026-03-02T23:59:59Z',
  });
  const id = await propose(registry, 'iris@1.0.1');
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'hold', verdict: 'pending', until: '2026-03-02T23:59:59Z' }),
    ]),
  });
  registry.clock.advance(2 * 86_400);
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.1');
});

test.each([
  ['7d', /^2026-03-08T12:/],
  ['in 2 weeks', /^2026-03-15T12:/],
  ['tomorrow', /^2026-03-02T23:59:59Z$/],
])('ends after a while that is written as %s', async (until, expected) => {
  const registry = await holding();
  expect((await registry.as('ann').stages.hold({ ...held, until })).until).toMatch(expected);
});

test('has no end that is over, and none that is no time', async () => {
  const { stages } = (await holding()).as('ann');
  await expect(stages.hold({ ...held, until: '3d ago' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(stages.hold({ ...held, until: 'soon' })).rejects.toMatchObject({
    code: 'NAME_INVALID',
    hint: expect.stringContaining('7d'),
  });
});

test('leaves version, image and publication as they are', async () => {
  const registry = await holding();
  const before = await pointerOf(registry);
  await registry.as('ann').stages.hold(held);
  const after = await pointerOf(registry);
  expect(after).toMatchObject({ version: before.version, image: before.image, generation: 2, change: 'hold' });
  expect((await registry.as('ann').models.show('iris@production')).stages).toMatchObject([{ held: true }]);
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ version: '1.0.0' }]);
  const checks = (await registry.as('ann').health.doctor()).checks;
  expect(checks).toContainEqual(expect.objectContaining({ check: 'stages', state: 'ok' }));
});

test('is changed by nobody but an owner or whoever set it', async () => {
  const registry = await holding();
  await registry.as('ann').stages.hold(held);
  await expect(registry.as('eve').stages.unhold(held)).rejects.toMatchObject({ code: 'NOT_ALLOWED', exitCode: 3 });
  const shorter = registry.as('eve').stages.hold({ ...held, until: '2026-03-01T13:00:00Z' });
  await expect(shorter).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  expect((await pointerOf(registry)).hold).toMatchObject({ by: 'ann' });
  expect(await registry.as('ann').stages.unhold(held)).toMatchObject({ held: false, created: true });
});

test('can be made longer by anybody', async () => {
  const registry = await holding();
  await registry.as('ann').stages.hold({ ...held, until: '2026-03-02' });
  expect(await registry.as('eve').stages.hold({ ...held, until: '2026-03-09' })).toMatchObject({ created: true });
  expect(await registry.as('eve').stages.hold(held)).toMatchObject({ until: null, created: true });
  expect(await registry.as('eve').stages.hold(held)).toMatchObject({ until: null, created: false, commit: null });
});

test('is lifted by anybody where nobody owns the model', async () => {
  const registry = await holding(reviewed('- gate: servable'));
  await registry.as('ann').stages.hold(held);
  expect(await registry.as('eve').stages.unhold(held)).toMatchObject({ held: false });
  expect(await registry.as('eve').stages.unhold(held)).toMatchObject({ held: false, created: false, commit: null });
});

test.each([
  ['without a reason', { ...held, reason: ' ' }, 'USAGE'],
  ['until no date', { ...held, until: 'soon' }, 'NAME_INVALID'],
  ['until a moment that is over', { ...held, until: '2020-01-01' }, 'INPUT_INVALID'],
  ['of a stage that there is not', { ...held, stage: 'live' }, 'NOT_FOUND'],
  ['of a model that there is not', { ...held, model: 'rose' }, 'NOT_FOUND'],
])('is refused %s', async (_, request, code) => {
  const registry = await holding();
  const before = await registry.tip();
  await expect(registry.as('ann').stages.hold(request)).rejects.toMatchObject({ code });
  expect(await registry.tip()).toBe(before);
});

test('is refused for a stage that nothing holds', async () => {
  const registry = await memoryRegistry(owned);
  await registerIris(registry, 1);
  await expect(registry.as('ann').stages.hold(held)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('shows its plan in a dry run', async () => {
  const registry = await holding();
  const before = await registry.tip();
  const answer = await registry.as('ann').stages.hold({ ...held, dryRun: true });
  expect(answer).toMatchObject({ commit: null, plan: { files: [{ action: 'change' }] } });
  expect(await registry.tip()).toBe(before);
});

test.each<[string, { readonly hold?: Hold }, RegExp]>([
  ['lifted', {}, /Only these may end that sooner: olga, ann/],
  [
    'made shorter',
    { hold: { by: 'eve', reason: 'x', at: '2026-03-01T12:00:00Z', until: '2026-03-01T13:00:00Z' } },
    /may end/,
  ],
  ['set again in the name of another', { hold: { by: 'olga', reason: 'x', at: '2026-03-01T12:00:00Z' } }, /no commit/],
])('is not %s by a hand that may not', async (_, typed, reason) => {
  const registry = await holding();
  await registry.as('ann').stages.hold(held);
  const { hold: _present, ...pointer } = await pointerOf(registry);
  const { hold } = typed;
  const next: Pointer = { ...pointer, generation: 3, replaces: pointer.version, ...(hold && { hold }) };
  await registry.edit({ [irisProduction]: pointerText(next) }, 'eve');

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { generation: 3, state: 'unjudged', reason: expect.stringMatching(reason) },
  ]);
});
