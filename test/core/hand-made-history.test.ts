import { expect, test } from 'vitest';
import type { Pointer } from '../../core/domain/records.ts';
import type { Version } from '../../core/domain/version.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

async function inProduction(...refs: readonly string[]): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(reviewed('- gate: servable\n- gate: signature'));
  await registerIris(registry, 1, 2, 3);
  for (const ref of refs) await bringTo(registry, ref);
  return registry;
}

const verdictIn = async (registry: MemoryRegistry, id: string, gate: string) =>
  (await registry.as('ann').proposals.show(id)).verdicts.find((verdict) => verdict.gate === gate);

test('an edit by hand that was taken back is as if it had never been', async () => {
  const registry = await inProduction('iris@1.0.0', 'iris@1.0.1');
  const good = await pointerOf(registry);
  await registry.edit({ [irisProduction]: pointerText({ ...good, version: '1.0.0' as Version }) }, 'eve');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'unjudged' }]);
  await registry.edit({ [irisProduction]: pointerText(good) }, 'ann');

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'already', version: '1.0.1' }]);
  expect((await registry.as('ann').health.validate()).faults).toEqual([]);
  const { proposal } = await registry.as('ann').stages.rollback({ model: 'iris', stage: 'production', reason: 'odd' });
  const merged = await registry.as('bob').proposals.merge(proposal?.id ?? '');
  expect(merged).toMatchObject({ version: '1.0.0', published: { state: 'published' } });
});

test('going back behind a later generation is no taking back', async () => {
  const registry = await inProduction('iris@1.0.0');
  const first = await pointerOf(registry);
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ [irisProduction]: pointerText(first) }, 'eve');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { generation: 1, state: 'unjudged', reason: expect.stringContaining('generation') },
  ]);
  expect((await registry.as('ann').health.validate()).faults).toMatchObject([{ path: 'generation' }]);
  expect((await registry.as('ann').health.doctor()).checks).toContainEqual(
    expect.objectContaining({ check: 'iris@production', message: expect.stringContaining('nothing shows yet') }),
  );
});

test.each<[string, Partial<Pointer>]>([
  ['emptied', { version: null, manifestDigest: null, image: null, change: 'withdrawal' }],
  ['filled with another version', { version: '1.0.2' as Version }],
])('a stage that was %s by hand keeps the incumbent that was let in', async (_, change) => {
  const registry = await inProduction('iris@1.0.0');
  const pointer = await pointerOf(registry);
  const next = { ...pointer, generation: 2, replaces: pointer.version, ...change };
  await registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
  const id = await propose(registry, 'iris@1.0.1');
  expect(await verdictIn(registry, id, 'signature')).toMatchObject({ verdict: 'pass' });
});

test('a stay begins when it was let pass, whatever date a commit bears', async () => {
  const registry = await memoryRegistry(
    reviewed('- gate: soak\n  stage: staging\n  for: 30d', '  - name: staging\n    review: proposal\n'),
  );
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0', 'staging');
  const branch = await branchOf(registry, id);
  const text = (await registry.read(irisProduction.replace('production', 'staging'), branch)) ?? '';
  const files = { [irisProduction.replace('production', 'staging')]: text };
  await registry.editOn('main', files, { as: 'ann', at: '2020-01-01T00:00:00Z' });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);

  const asked = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  expect(asked.verdicts).toContainEqual(expect.objectContaining({ gate: 'soak', verdict: 'pending' }));
});

test('whoever pushed to the proposal of a registration registered the version, whatever its manifest says', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const model = { model: 'iris', files: linearModel(2), propose: true };
  const { proposal } = await registry.as('mallory').models.register(model);
  const path = 'models/iris/versions/1.0.1.yaml';
  const text = (await registry.read(path, proposal?.branch)) ?? '';
  const edited = text.replace('"mallory"', '"someone"');
  await registry.editOn(proposal?.branch ?? '', { [path]: edited }, { as: 'pat' });
  await registry.as('rita').proposals.merge(proposal?.id ?? '');

  const id = await propose(registry, 'iris@1.0.1');
  for (const actor of ['mallory', 'pat']) await registry.as(actor).proposals.approve(id);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('a proposal that does other than it says is refused', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const { proposal } = await registry
    .as('ann')
    .models.register({ model: 'iris', files: linearModel(2), propose: true });
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', dryRun: true });
  const [file] = plan?.files ?? [];
  const files = { 'models/iris/versions/1.0.1.yaml': null, [irisProduction]: file?.content ?? '' };
  await registry.editOn(proposal?.branch ?? '', files, { as: 'ann' });
  await registry.as('bob').proposals.approve(proposal?.id ?? '');
  await expect(registry.as('bob').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'changes', reason: expect.stringContaining('does not do what it says') }),
    ]),
  });
});

test('two spellings of one person are one approval', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 2'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  for (const name of ['Bea Lee <bea@example.org>', 'Bea Lee']) await registry.as(name).proposals.approve(id);
  expect(await verdictIn(registry, id, 'approvals')).toMatchObject({ verdict: 'pending' });
  await registry.as('cleo').proposals.approve(id);
  expect(await verdictIn(registry, id, 'approvals')).toMatchObject({ verdict: 'pass' });
});

test('a pointer that came by hand first cannot be deleted either', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', dryRun: true });
  await registry.edit({ [irisProduction]: plan?.files[0]?.content ?? '' }, 'eve');
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ [irisProduction]: null }, 'eve');
  await expect(propose(registry, 'iris@1.0.0')).rejects.toMatchObject({ code: 'GATE_FAILED' });
});
