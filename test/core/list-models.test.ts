import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { snapshotAt } from '../../core/reading/snapshot-at.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { threeStages, unreviewed } from './support/policies.ts';
import { bringTo, registerIris } from './support/scenes.ts';

async function withTwoModels(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await registry.as('ann').models.register({ model: 'risk/fraud', files: linearModel(3), metrics: { accuracy: 0.9 } });
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'dev' });
  return registry;
}

test('lists models with their newest version and who holds their stages', async () => {
  const registry = await withTwoModels();
  const { models, faults, registryCommit } = await registry.as('ann').models.list();
  expect(models).toEqual([
    {
      model: 'iris',
      versions: 2,
      latest: '1.0.1',
      stages: { development: '1.0.1', staging: '1.0.0', production: null },
      owners: [],
    },
    {
      model: 'risk/fraud',
      versions: 1,
      latest: '1.0.0',
      stages: { development: null, staging: null, production: null },
      owners: [],
    },
  ]);
  expect([faults, registryCommit]).toEqual([[], await registry.tip()]);
});

test('lists versions, highest first, with stages, status and metrics', async () => {
  const registry = await withTwoModels();
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(4), version: '1.0.10' });
  await registry.as('ann').models.deprecate('iris@1.0.0', { reason: 'old' });
  const { versions } = await registry.as('ann').models.versions('iris');
  expect(versions).toEqual([
    {
      version: '1.0.10',
      created: expect.any(String),
      stages: [],
      status: 'active',
      servable: true,
      metrics: {},
      verified: null,
    },
    {
      version: '1.0.1',
      created: expect.any(String),
      stages: ['development'],
      status: 'active',
      servable: true,
      metrics: {},
      verified: null,
    },
    {
      version: '1.0.0',
      created: expect.any(String),
      stages: ['staging'],
      status: 'deprecated',
      servable: true,
      metrics: {},
      verified: null,
    },
  ]);
});

test('shows everything of one version', async () => {
  const registry = await withTwoModels();
  const shown = await registry.as('ann').models.show('iris@staging');
  expect(shown).toMatchObject({
    manifest: { model: 'iris', version: '1.0.0', registeredBy: 'ann' },
    manifestDigest: expect.stringMatching(/^sha256:/),
    stages: [{ stage: 'staging', generation: 1, held: false, image: { base: 'none' } }],
    status: null,
    evaluations: [],
    registryCommit: await registry.tip(),
  });
  expect(await registry.as('ann').models.show(`iris@${shown.manifestDigest}`)).toEqual(shown);
});

test.each([
  ['a manifest', 'models/iris/versions/1.0.1.yaml'],
  ['a pointer', 'models/iris/stages/staging.yaml'],
  ['a status', 'models/iris/status/1.0.1.yaml'],
  ['a model.yaml', 'models/iris/model.yaml'],
])('reports %s that cannot be read and shows everything else', async (_, path) => {
  const registry = await withTwoModels();
  await registry.edit({ [path]: 'version: 1.0\n' });
  const list = await registry.as('ann').models.list();
  expect(list.models).toMatchObject([
    { model: 'iris', versions: 2, stages: { development: '1.0.1' } },
    { model: 'risk/fraud', versions: 1, latest: '1.0.0' },
  ]);
  const versions = await registry.as('ann').models.versions('iris');
  expect(versions.versions).toContainEqual(expect.objectContaining({ version: '1.0.0' }));
  const shown = await registry.as('ann').models.show('iris@1.0.0');
  expect(shown.manifest.version).toBe('1.0.0');

  const isOfVersionOnly = path.includes('/versions/') || path.includes('/status/');
  for (const faults of [list.faults, versions.faults, shown.faults]) {
    if (isOfVersionOnly && faults === shown.faults) continue;
    if (path.includes('/versions/') && faults === list.faults) continue;
    expect(faults).toContainEqual(expect.objectContaining({ file: path, line: expect.any(Number) }));
  }
});

test('passes over yanked versions, and those whose status cannot be read, for the latest', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1, 2, 3);
  await registry.as('ann').models.yank('iris@1.0.2', { reason: 'leaks' });
  await registry.edit({ 'models/iris/status/1.0.1.yaml': 'state: who knows\n' });
  expect((await registry.as('ann').models.list()).models).toMatchObject([{ latest: '1.0.0' }]);
});

test.each([
  ['iris@9.9.9', 'NOT_FOUND', 'iris has no version'],
  ['irs@1.0.0', 'NOT_FOUND', 'There is no model'],
  ['iris@production', 'NOT_FOUND', 'No version of iris holds production'],
  ['iris@live', 'NOT_FOUND', 'There is no stage'],
  ['iris', 'NAME_INVALID', ''],
  ['Iris@1.0.0', 'NAME_INVALID', ''],
  [`iris@sha256:${'0'.repeat(64)}`, 'NOT_FOUND', 'digest'],
])('says why %s names no version', async (ref, code, message) => {
  const registry = await withTwoModels();
  await expect(registry.as('ann').models.show(ref)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('is suggested a name that is near', async () => {
  const registry = await withTwoModels();
  await expect(registry.as('ann').models.versions('irs')).rejects.toMatchObject({
    hint: expect.stringContaining('iris'),
  });
});

test('lists what was verified last beside what was reported, and no evaluation of another manifest', async () => {
  const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
  const dataset = `datasets:\n  - name: flowers\n    digest: "${digestOf(csv)}"\n    task: classification\n    target: label\n    path: f.csv\n`;
  const registry = await memoryRegistry(unreviewed('', dataset));
  await registry.edit({ 'f.csv': csv });
  await registerIris(registry, 1, 2);
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  const path = 'models/iris/evaluations/1.0.0/';
  const verified = async () =>
    (await registry.as('ann').models.versions('iris')).versions.map(({ version, verified }) => [version, verified]);

  expect(await verified()).toEqual([
    ['1.0.1', null],
    ['1.0.0', { dataset: 'flowers', metrics: expect.objectContaining({ accuracy: 1 }) }],
  ]);

  const snapshot = await snapshotAt(registry.contextOf('ann'));
  const [file] = await snapshot.list(path.slice(0, -1));
  const text = (await registry.read(`${path}${file?.name}`)) ?? '';
  const other = text.replace(/manifestDigest: .*/, `manifestDigest: ${JSON.stringify(digestOf('other'))}`);
  await registry.edit({ [`${path}${file?.name}`]: other });
  expect((await verified())[1]).toEqual(['1.0.0', null]);
});

test('tells who owns each model, and how long its review is overdue at the moment that is asked about', async () => {
  const registry = await memoryRegistry(unreviewed('', 'owners:\n  - models: "*"\n    owners: [olga]\n'));
  const { models } = registry.as('ann');
  const today = registry.contextOf('ann').clock.now().slice(0, 10);
  await models.create({ model: 'iris', owners: ['ann'], nextReview: today });
  await models.register({ model: 'iris', files: linearModel(1) });
  const then = await registry.tip();
  registry.clock.advance(2 * 86_400);
  expect((await models.list()).models).toMatchObject([
    { model: 'iris', owners: ['ann', 'olga'], review: { due: today, overdue: 2 } },
  ]);
  expect((await models.list({ at: then })).models).toMatchObject([{ review: { overdue: 0 } }]);
  expect(await models.show('iris@1.0.0')).toMatchObject({ review: { due: today, overdue: 2 } });
  expect(await models.show('iris@1.0.0', { at: then })).toMatchObject({ review: { overdue: 0 } });
});
