import { expect, test } from 'vitest';
import { type Digest, digestOf } from '../../core/domain/digest.ts';
import type { Version } from '../../core/domain/version.ts';
import type { DatasetSource } from '../../core/ports/dataset.ts';
import type { RegisterRequest } from '../../core/requests.ts';
import { decode, encode } from '../../registry-schema/codec.ts';
import { noLineage } from '../support/no-lineage.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { bringTo, propose, registerIris } from './support/scenes.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;

/** Registers a version that differs from every other one. */
async function register(registry: MemoryRegistry, version: string, more: Partial<RegisterRequest> = {}): Promise<void> {
  const [model = 'iris', number = version] = version.includes('@') ? version.split('@') : ['iris', version];
  const weight = Number(number.replaceAll('.', '')) + model.length * 1000;
  await registry.as('ann').models.register({ model, version: number, files: linearModel(weight), ...more });
}

async function lineageOf(registry: MemoryRegistry, ref: string, at?: string) {
  const answer = await registry.as('ann').models.show(ref, { lineage: true, ...(at && { at }) });
  return { ...answer.lineage!, faults: answer.faults };
}

const names = (list: { readonly versions: readonly { readonly model: string; readonly version: string }[] }) =>
  list.versions.map(({ model, version }) => `${model}@${version}`);

test('is told only where it is asked for', async () => {
  const registry = await memoryRegistry(unreviewed());
  await register(registry, '1.0.0');

  expect(await registry.as('ann').models.show('iris@1.0.0')).not.toHaveProperty('lineage');
  expect(await lineageOf(registry, 'iris@1.0.0')).toEqual({ ...noLineage, faults: [] });
});

test('goes up from parent to parent, also to another model, and says how each stands', async () => {
  const registry = await memoryRegistry(unreviewed());
  await register(registry, 'base@2.0.0');
  await register(registry, '1.0.0', { lineage: { parent: 'base@2.0.0' } });
  await register(registry, '1.1.0', { lineage: { parent: '1.0.0' } });
  await register(registry, '1.2.0', { lineage: { parent: '1.1.0', baseModel: 'bert-base-uncased' } });
  await registry.as('ann').models.yank('iris@1.0.0', { reason: 'leaks' });

  const { parents, parentsEnd, baseModel } = await lineageOf(registry, 'iris@1.2.0');

  expect(parentsEnd).toBe('root');
  expect(parents.map(({ named, model, version, state }) => [named, model, version, state])).toEqual([
    ['1.1.0', 'iris', '1.1.0', 'active'],
    ['1.0.0', 'iris', '1.0.0', 'yanked'],
    ['base@2.0.0', 'base', '2.0.0', 'active'],
  ]);
  expect(parents[0]).toMatchObject({ registeredBy: 'ann', created: expect.stringMatching(/^2026-03-01T/) });
  expect(baseModel).toMatchObject({ named: 'bert-base-uncased', model: null, state: 'unknown' });
});

test('ends where a parent is not there, and where one cannot be read', async () => {
  const registry = await memoryRegistry(unreviewed());
  await register(registry, '1.0.0');
  await register(registry, '1.1.0', { lineage: { parent: 'lost@1.0.0' } });
  await register(registry, '1.2.0', { lineage: { parent: '1.0.0' } });

  expect(await lineageOf(registry, 'iris@1.1.0')).toMatchObject({
    parents: [{ named: 'lost@1.0.0', state: 'unknown', created: null }],
    parentsEnd: 'unknown',
  });
  await registry.edit({ 'models/iris/versions/1.0.0.yaml': 'nonsense' });
  expect(await lineageOf(registry, 'iris@1.2.0')).toMatchObject({
    parents: [{ named: '1.0.0', state: 'unreadable' }],
    parentsEnd: 'unreadable',
    faults: [{ file: 'models/iris/versions/1.0.0.yaml' }],
  });
});

test('survives a circle that people wrote by hand, also the smallest one', async () => {
  const registry = await memoryRegistry(unreviewed());
  for (const [version, parent] of [
    ['1.0.0', '1.2.0'],
    ['1.1.0', '1.0.0'],
    ['1.2.0', '1.1.0'],
    ['2.0.0', '2.0.0'],
  ])
    await register(registry, version!, { lineage: { parent: parent! } });

  const circle = await lineageOf(registry, 'iris@1.2.0');
  expect(circle.parents.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0', '1.2.0']);
  expect(circle.parentsEnd).toBe('cycle');
  expect(await lineageOf(registry, 'iris@2.0.0')).toMatchObject({
    parents: [{ version: '2.0.0' }],
    parentsEnd: 'cycle',
    children: { total: 0 },
  });
});

test('follows a hundred parents and says that there are more', async () => {
  const registry = await memoryRegistry(unreviewed());
  await register(registry, '1.0.0');
  const path = (at: number) => `models/iris/versions/1.0.${at}.yaml`;
  const first = decode('ModelVersion', Buffer.from((await registry.read(path(0))) ?? ''), { file: path(0) });
  const chained = (at: number) => ({ ...first, version: `1.0.${at}` as Version, lineage: { parent: `1.0.${at - 1}` } });
  const chain = Array.from({ length: 105 }, (_, at) => [
    path(at + 1),
    Buffer.from(encode('ModelVersion', chained(at + 1))).toString(),
  ]);
  await registry.edit(Object.fromEntries(chain));

  const { parents, parentsEnd } = await lineageOf(registry, 'iris@1.0.105');
  expect([parents.length, parentsEnd]).toEqual([100, 'depth']);
  expect(await lineageOf(registry, 'iris@1.0.50')).toMatchObject({ parentsEnd: 'root' });
});

test('finds children and fine-tunes of whatever model, now and at another moment', async () => {
  const registry = await memoryRegistry(unreviewed());
  await register(registry, '1.0.0');
  await register(registry, 'rose@1.0.0');
  await register(registry, '1.1.0', { lineage: { parent: '1.0.0' } });
  const early = await registry.tip();
  await register(registry, 'rose@1.1.0', { lineage: { parent: 'iris@1.0.0' } });
  await register(registry, 'rose@1.2.0', { lineage: { parent: '1.0.0', baseModel: 'iris@1.0.0' } });
  await register(registry, '1.0.1', { lineage: { parent: 'iris@1.0.0' } });

  const { children, fineTunes } = await lineageOf(registry, 'iris@1.0.0');
  expect(names(children)).toEqual(['iris@1.1.0', 'iris@1.0.1', 'rose@1.1.0']);
  expect(children.total).toBe(3);
  expect(names(fineTunes)).toEqual(['rose@1.2.0']);
  expect(names((await lineageOf(registry, 'iris@1.0.0', early)).children)).toEqual(['iris@1.1.0']);
  expect(await lineageOf(registry, 'rose@1.2.0')).toMatchObject({ baseModel: { model: 'iris', version: '1.0.0' } });
});

test('tells which pinned data set it was trained on, and who else was trained or evaluated on it', async () => {
  const rows = 'x,y,label\n1,0,left\n0,1,right\n';
  const held = digestOf(new TextEncoder().encode(rows));
  const pins = `datasets:\n  - name: holdout\n    digest: "${held}"\n    task: classification\n    target: label\n`;
  const registry = await memoryRegistry(unreviewed('', pins));
  await register(registry, '1.0.0', { datasets: [{ name: 'train', digest: digest('a'), rows: 150 }] });
  await register(registry, '1.1.0', { datasets: [{ name: 'all', digest: digest('a') }] });
  await register(registry, '1.2.0', { datasets: [{ name: 'mine', digest: held }] });
  const data: DatasetSource = {
    name: 'holdout.csv',
    async *open() {
      yield new TextEncoder().encode(rows);
    },
  };
  for (const ref of ['iris@1.0.0', 'iris@1.2.0']) await registry.as('ann').evidence.evaluate({ ref, data });

  const first = await lineageOf(registry, 'iris@1.0.0');
  expect(first.datasets).toMatchObject([{ name: 'train', rows: 150, pinnedAs: null, evaluatedHere: false }]);
  expect(names(first.datasets[0]!.trained)).toEqual(['iris@1.1.0']);
  expect(first.evaluations).toMatchObject([
    { dataset: { name: 'holdout', rows: 2 }, pinnedAs: 'holdout', evaluatedBy: 'ann', metrics: { accuracy: 1 } },
  ]);
  const leaking = await lineageOf(registry, 'iris@1.2.0');
  expect(leaking.datasets).toMatchObject([{ name: 'mine', rows: null, pinnedAs: 'holdout', evaluatedHere: true }]);
  expect(names(leaking.datasets[0]!.evaluated)).toEqual(['iris@1.0.0']);
});

test('tells when it held which stage with which image, and what was published', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const stage = { model: 'iris', stage: 'production', reason: 'incident' };
  await registry.as('ann').stages.hold(stage);
  await registry.as('ann').stages.unhold(stage);
  await bringTo(registry, 'iris@1.0.1');
  const { stays } = await lineageOf(registry, 'iris@1.0.0');
  const [{ image, from }] = (await lineageOf(registry, 'iris@1.0.1')).stays as [(typeof stays)[number]];

  expect(stays).toMatchObject([
    { stage: 'production', generation: 1, until: from, published: { by: 'bob', at: expect.any(String) } },
  ]);
  expect(stays[0]?.image).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(image).not.toBe(stays[0]?.image);
  const { proposal } = await registry.as('ann').stages.rollback({ ...stage, to: '1.0.0' });
  await registry.as('bob').proposals.approve(proposal!.id);
  await registry.as('bob').proposals.merge(proposal!.id);
  const again = await lineageOf(registry, 'iris@1.0.0');
  expect(again.stays.map(({ generation, until }) => [generation, until === null])).toEqual([
    [5, true],
    [1, false],
  ]);
});

test('does not take a stage that was moved by hand for published', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const { proposal } = await registry.as('ann').proposals.show(id);
  const path = 'models/iris/stages/production.yaml';
  await registry.edit({ [path]: (await registry.read(path, proposal.branch)) ?? '' }, 'eve');

  expect((await lineageOf(registry, 'iris@1.0.0')).stays).toMatchObject([{ generation: 1, published: null }]);
});
