import { expect, test } from 'vitest';
import { compareVersions } from '../../core/compare-versions.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Snapshot } from '../../core/ports/repository.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

/** `linearModel(1)` gets every row right, `linearModel(-1)` only those that are on the right. */
const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
const pinned = `datasets:
  - name: flowers
    digest: "${digestOf(csv)}"
    task: classification
    target: label
    path: data.csv
`;

async function measuredRegistry(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(unreviewed('', pinned));
  await registry.edit({ 'data.csv': csv });
  await registerIris(registry, -1, 1);
  const { evidence, stages } = registry.as('ann');
  for (const ref of ['iris@1.0.0', 'iris@1.0.1']) await evidence.evaluate({ ref });
  await stages.promote({ ref: 'iris@1.0.0', to: 'development' });
  return registry;
}

test('puts the version of a stage beside the latest, which a model alone means', async () => {
  const { models } = (await measuredRegistry()).as('ann');

  const { versions, rows, trends } = await models.compare(['iris@dev', 'iris']);

  expect(versions).toMatchObject([
    { ref: 'iris@dev', version: '1.0.0', stages: ['development'], against: null },
    { ref: 'iris@latest', version: '1.0.1', stages: [], against: { worse: 0, signature: [] } },
  ]);
  expect(rows.find(({ field }) => field === 'verified.accuracy')).toMatchObject({
    dataset: 'flowers',
    values: [0.5, 1],
    measurements: [{ datasetRows: 4 }, { comparable: true, delta: 0.5, better: true }],
  });
  expect(trends).toBeUndefined();
});

test('compares across models, and tells the trend of each when it is asked to', async () => {
  const registry = await measuredRegistry();
  await registry.as('ann').models.register({ model: 'trees', files: linearModel(7), metrics: { accuracy: 0.7 } });

  const { versions, trends } = await registry.as('ann').models.compare(['iris', 'trees'], { trends: true });

  expect(versions.map(({ model, version }) => `${model}@${version}`)).toEqual(['iris@1.0.1', 'trees@1.0.0']);
  expect(trends?.find(({ metric }) => metric === 'accuracy')).toMatchObject({
    model: 'iris',
    points: [
      { version: '1.0.0', value: 0.5, compared: false, stages: ['development'] },
      { version: '1.0.1', value: 1, compared: true },
    ],
  });
  expect(trends?.some(({ model }) => model === 'trees')).toBe(false);
});

test('compares as it was at an earlier commit', async () => {
  const registry = await measuredRegistry();
  const before = await registry.tip();
  await registry.edit({ 'models/iris/README.md': '# Iris' });

  const card = async (at?: string) => {
    const { rows } = await registry.as('ann').models.compare(['iris@1.0.0', 'iris@1.0.1'], at ? { at } : {});
    return rows.find(({ field }) => field === 'card')?.values[0];
  };
  expect([await card(before), await card()]).toEqual([undefined, digestOf('# Iris')]);
});

test.each([
  [['iris@1.0.0'], 'INPUT_INVALID', 'mergeline compare iris@1.0.0 iris@'],
  [[], 'INPUT_INVALID', 'mergeline list'],
  [['iris@1.0.0', 'iris@9.9.9'], 'NOT_FOUND', ''],
  [['iris@1.0.0', 'irsi'], 'NOT_FOUND', 'iris'],
  [['iris@1.0.0', 'iris@nowhere'], 'NOT_FOUND', ''],
  [['iris@1.0.0', '../iris@1'], 'NAME_INVALID', ''],
])('refuses %j', async (refs, code, hint) => {
  const { models } = (await measuredRegistry()).as('ann');

  await expect(models.compare(refs)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
});

test('reports a malformed file once and compares the rest', async () => {
  const registry = await measuredRegistry();
  await registry.edit({ 'models/iris/stages/production.yaml': 'nonsense: [' });

  const { faults, rows } = await registry.as('ann').models.compare(['iris@1.0.0', 'iris@1.0.1'], { trends: true });

  expect(faults.map(({ file }) => file)).toEqual(['models/iris/stages/production.yaml']);
  expect(rows.length).toBeGreaterThan(10);
});

test('reads the compared versions and, for trends, the hundred highest of their model: no other model, no other version', async () => {
  const registry = await measuredRegistry();
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(3), metrics: { auc: 0.5 } });
  const manifest = await registry.read('models/iris/versions/1.0.2.yaml');
  const copies = Array.from({ length: 150 }, (_, index) => `2.${index}.0`);
  await registry.edit(
    Object.fromEntries(
      copies.map((version) => [`models/iris/versions/${version}.yaml`, manifest!.replaceAll('1.0.2', version)]),
    ),
  );
  await registry.as('ann').models.register({ model: 'others', files: linearModel(3) });
  const { context, seen } = await watched(registry);

  await compareVersions(['iris@1.0.0', 'iris@1.0.1'], {}, context);
  expect([...seen].filter((path) => /versions\/2\.|others/.test(path))).toEqual([]);

  const { trends } = await compareVersions(['iris@1.0.2', 'iris@2.149.0'], { trends: true }, context);
  const read = [...seen].filter((path) => path.startsWith('models/iris/versions/2.')).length;
  expect(read).toBe(100);
  expect(trends).toMatchObject([{ metric: 'auc', dataset: null, omitted: 52 }]);
  expect(trends?.[0]?.points.filter(({ afterGap }) => afterGap).map(({ version }) => version)).toEqual(['2.50.0']);
  expect([...seen].filter((path) => path.includes('others'))).toEqual([]);
});

/** Notes every path that is read, also by its object. */
async function watched(registry: MemoryRegistry) {
  const context = registry.contextOf('ann');
  const seen = new Set<string>();
  const tip = await context.repository.snapshot(await registry.tip());
  const paths = new Map<string, string>();
  for await (const { path, oid } of tip.walk('')) paths.set(oid, path);
  const watch = (snapshot: Snapshot): Snapshot => ({
    commit: snapshot.commit,
    find: (path) => snapshot.find(path),
    list: (folder) => snapshot.list(folder),
    walk(folder) {
      seen.add(folder);
      return snapshot.walk(folder);
    },
    read(path) {
      seen.add(path);
      return snapshot.read(path);
    },
    readMany(oids) {
      for (const oid of oids) seen.add(paths.get(oid) ?? oid);
      return snapshot.readMany(oids);
    },
  });
  const repository = Object.assign(Object.create(context.repository), {
    snapshot: async (oid: Parameters<typeof context.repository.snapshot>[0]) =>
      watch(await registry.repository.snapshot(oid)),
    tip: (branch: string) => registry.repository.tip(branch),
  });
  return { context: { ...context, repository }, seen };
}
