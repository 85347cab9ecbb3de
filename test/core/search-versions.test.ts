import { expect, test } from 'vitest';
import type { Digest } from '../../core/domain/digest.ts';
import type { ModelName } from '../../core/domain/names.ts';
import type { Version } from '../../core/domain/version.ts';
import { encode } from '../../registry-schema/codec.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { threeStages, unreviewed } from './support/policies.ts';
import { bringTo, registerIris } from './support/scenes.ts';

async function registryWithModels(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await registry.as('ann').models.register({
    model: 'risk/fraud',
    files: linearModel(3),
    metrics: { accuracy: 0.9 },
    parameters: { depth: 5, solver: 'lbfgs' },
    tags: { team: 'risk', 'my tag': 'Alpha' },
    description: 'Finds card fraud',
  });
  await bringTo(registry, 'iris@1.0.0', 'staging');
  return registry;
}

async function refsOf(registry: MemoryRegistry, query: string, options = {}): Promise<readonly string[]> {
  const { versions } = await registry.as('ann').models.search(query, options);
  return versions.map(({ model, version }) => `${model}@${version}`);
}

test('says what a misspelt name of an empty answer may have meant', async () => {
  const registry = await registryWithModels();
  const warnings = async (query: string) => (await registry.as('ann').models.search(query)).warnings;

  expect(await warnings('metrics.acuracy > 0.8')).toEqual([
    'Did you mean metrics.accuracy? metrics.acuracy is nothing that the newest versions have.',
  ]);
  expect(await warnings('params.dept = 5')).toEqual([expect.stringContaining('params.depth')]);
  expect(await warnings('metrics.accuracy > 0.99')).toEqual([]);
  expect(await warnings('metrics.latency_p99 > 1')).toEqual([]);
  expect(await warnings('metrics.accuracy > 0.8 OR metrics.acuracy > 0.8')).toEqual([]);
});

test('finds versions by stage, metric, parameter, tag, name and words', async () => {
  const registry = await registryWithModels();
  const found = async (query: string) => await refsOf(registry, query);
  expect(await found("stage = 'staging'")).toEqual(['iris@1.0.0']);
  expect(await found('metrics.accuracy > 0.8 AND params.depth = 5')).toEqual(['risk/fraud@1.0.0']);
  expect(await found(`params.depth = "5" and tags."my tag" ILIKE 'a%'`)).toEqual(['risk/fraud@1.0.0']);
  expect(await found("namespace = 'risk' OR version > '1.0.0'")).toEqual(['iris@1.0.1', 'risk/fraud@1.0.0']);
  expect(await found("text ~ 'CARD frau*'")).toEqual(['risk/fraud@1.0.0']);
  expect(await found('')).toEqual(['iris@1.0.1', 'iris@1.0.0', 'risk/fraud@1.0.0']);
});

test('answers false for what a version does not have, and IS NULL asks for it', async () => {
  const registry = await registryWithModels();
  expect(await refsOf(registry, 'metrics.accuracy != 0.5')).toEqual(['risk/fraud@1.0.0']);
  expect(await refsOf(registry, 'NOT metrics.accuracy = 0.9')).toEqual(['iris@1.0.1', 'iris@1.0.0']);
  expect(await refsOf(registry, 'metrics.accuracy IS NULL AND stage IS NULL')).toEqual(['iris@1.0.1']);
});

test('gives a page at a time, in any order, with what is missing at the end', async () => {
  const registry = await registryWithModels();
  const { models } = registry.as('ann');
  const order = { orderBy: 'metrics.accuracy DESC, version', limit: 1 };
  const first = await models.search('', order);
  expect([first.versions[0]?.model, first.total]).toEqual(['risk/fraud', 3]);
  const second = await models.search('', { ...order, pageToken: first.nextPageToken ?? '' });
  expect(second.versions.map(({ version }) => version)).toEqual(['1.0.0']);
  const third = await models.search('', { ...order, pageToken: second.nextPageToken ?? '' });
  expect(third.versions.map(({ version }) => version)).toEqual(['1.0.1']);
  expect([third.nextPageToken, third.warnings]).toEqual([null, []]);
});

test('says so when the registry has moved between two pages', async () => {
  const registry = await registryWithModels();
  const { nextPageToken } = await registry.as('ann').models.search('', { limit: 1 });
  await registerIris(registry, 7);
  const { warnings } = await registry.as('ann').models.search('', { limit: 1, pageToken: nextPageToken ?? '' });
  expect(warnings).toEqual([expect.stringContaining('moved since the page before')]);
});

test('refuses a page token of another query or of nobody', async () => {
  const registry = await memoryRegistry(unreviewed());
  const { models } = registry.as('ann');
  for (const pageToken of ['x', '', 'bnVsbA', Buffer.from('[1,2,3]').toString('base64url')])
    await expect(models.search('', { pageToken })).rejects.toThrow('belongs to no answer of this query');
});

test('answers what was true at another time', async () => {
  const registry = await registryWithModels();
  const then = await registry.tip();
  await registry.as('ann').models.yank('iris@1.0.1', { reason: 'wrong' });
  expect(await refsOf(registry, "status = 'yanked'")).toEqual(['iris@1.0.1']);
  expect(await refsOf(registry, "status = 'yanked'", { at: then })).toEqual([]);
});

test('shows verified metrics before reported ones, and tells them apart', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), metrics: { accuracy: 0.99 } });
  const { manifestDigest } = await registry.as('ann').models.show('iris@1.0.0');
  await registry.edit({ 'models/iris/evaluations/1.0.0/holdout-1.yaml': evaluationText(manifestDigest, 0.8) });
  expect(await refsOf(registry, 'metrics.accuracy = 0.8 AND verified.accuracy < 0.9')).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, 'reported.accuracy = 0.99')).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, 'metrics.accuracy > 0.9')).toEqual([]);
});

test('reports a file that cannot be read, and searches the others', async () => {
  const registry = await registryWithModels();
  await registry.edit({ 'models/iris/versions/1.0.1.yaml': 'nonsense' });
  const { versions, faults } = await registry.as('ann').models.search("model = 'iris'");
  expect(versions.map(({ version }) => version)).toEqual(['1.0.0']);
  expect(faults[0]?.file).toBe('models/iris/versions/1.0.1.yaml');
});

function evaluationText(manifestDigest: string, accuracy: number): string {
  return new TextDecoder().decode(
    encode('Evaluation', {
      model: 'iris' as ModelName,
      version: '1.0.0' as Version,
      manifestDigest: manifestDigest as Digest,
      dataset: { name: 'holdout', digest: manifestDigest as Digest, rows: 30 },
      task: 'classification',
      target: 'species',
      metrics: { accuracy },
      evaluatedBy: 'ann',
      at: '2026-11-25T10:00:00Z',
    }),
  );
}

test('finds a number by its text in any digits, as MLflow writes it', async () => {
  const registry = await registryWithModels();
  const all = await refsOf(registry, 'params.depth IS NOT NULL');
  for (const text of ['5', '5.0', '5.', '0.5e1']) {
    expect(await refsOf(registry, `params.depth = '${text}'`)).toEqual(all);
    expect(await refsOf(registry, `params.depth IN ('${text}', 'x')`)).toEqual(all);
    expect(await refsOf(registry, `params.depth != '${text}'`)).toEqual([]);
  }
  for (const text of ['5.1', '5.0.0', 'v5']) expect(await refsOf(registry, `params.depth = '${text}'`)).toEqual([]);
});

test('says that a stage which is asked for is none, and which was meant', async () => {
  const registry = await registryWithModels();
  const warningsOf = async (query: string) => (await registry.as('ann').models.search(query)).warnings;
  expect(await warningsOf("stage = 'prodution' OR NOT stage IN ('dev', 'staging')")).toEqual([
    'There is no stage prodution. Did you mean production?',
  ]);
  expect(await warningsOf("stage IS NULL AND stage LIKE 'p%'")).toEqual([]);
});

test.each([
  'https://mlflow.example.com/#/experiments/1/runs/abc123',
  'https://mlflow.example.com/#/experiments/1/runs/abc123/artifacts?page=2',
  'https://github.com/acme/iris/actions/runs/abc123',
  'https://ci.example.com/jobs/abc123?tab=log#top',
])('finds a run by its id in the address %s', async (runUrl) => {
  const registry = await memoryRegistry(threeStages);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), lineage: { runUrl } });
  expect(await refsOf(registry, "run_id = 'abc123'")).toEqual(['iris@1.0.0']);
});

test('knows a stage by its alias', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1, 2);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
  expect(await refsOf(registry, "stage = 'dev'")).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, "NOT stage IN ('dev', 'other')")).toEqual(['iris@1.0.1']);
  expect(await refsOf(registry, "stage != 'dev'", { at: await registry.tip() })).toEqual([]);
});

test('tells a policy that cannot be read among the faults, and searches on', async () => {
  const registry = await registryWithModels();
  await registry.edit({ 'registry.yaml': 'stages: [' });
  const { total, faults } = await registry.as('ann').models.search("stage = 'staging' OR model = 'risk/fraud'");
  expect([total, faults[0]?.file]).toEqual([2, 'registry.yaml']);
});

test('counts versions as they came, whatever they are called, also at another time', async () => {
  const registry = await memoryRegistry(unreviewed());
  const { models } = registry.as('ann');
  for (const [seed, version] of ['2.0.0', '1.0.0', '3.0.0'].entries())
    await models.register({ model: 'iris', version, files: linearModel(seed + 1) });
  expect(await refsOf(registry, 'version_number = 2')).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, 'ORDER BY version_number DESC')).toEqual(['iris@3.0.0', 'iris@1.0.0', 'iris@2.0.0']);
  const { versions } = await models.search('version_number < 9', { at: 'HEAD~1' });
  expect(versions.map(({ fields }) => fields)).toEqual([{ version_number: [1] }, { version_number: [2] }]);
});

test('says which fields only MLflow has', async () => {
  const registry = await registryWithModels();
  const { total, warnings } = await registry.as('ann').models.search("trace.status = 'OK' OR end_time < 5");
  expect(total).toBe(0);
  expect(warnings).toEqual([expect.stringMatching(/^trace\.status .*no version/), expect.stringMatching(/^end_time /)]);
});

test('finds versions by the risk tier and the next review of their model', async () => {
  const registry = await memoryRegistry(unreviewed());
  const { models } = registry.as('ann');
  await models.create({ model: 'iris', riskTier: 'high', nextReview: '2026-10-01' });
  await registerIris(registry, 1);
  await models.register({ model: 'rose', files: linearModel(2) });
  expect(await refsOf(registry, "risk_tier = 'high'")).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, "next_review = '2026-10-01'")).toEqual(['iris@1.0.0']);
  expect(await refsOf(registry, "next_review < '2026-10-01'")).toEqual([]);
  expect(await refsOf(registry, 'next_review IS NULL')).toEqual(['rose@1.0.0']);
});
