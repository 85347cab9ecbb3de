import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { MergelineError } from '../../core/errors.ts';
import { linearModel, memoryRegistry, modelFile } from './support/memory-registry.ts';
import { threeStages } from './support/policies.ts';

test('answers the same content with the version it has and writes nothing', async () => {
  const registry = await memoryRegistry(threeStages);
  const ann = registry.as('ann');
  const content = { model: 'iris', files: linearModel(1), metrics: { accuracy: 0.9 }, tags: { team: 'red' } };
  const first = await ann.models.register(content);
  const [main, attempts] = [await registry.tip(), registry.repository.attempts.length];

  for (const again of [
    content,
    { ...content, version: '1.0.0' },
    { ...content, lineage: { runUrl: 'https://ci/1' } },
  ]) {
    const second = await registry.as('bob').models.register(again);
    expect(second).toMatchObject({
      version: '1.0.0',
      created: false,
      commit: null,
      manifestDigest: first.manifestDigest,
    });
  }
  expect(await registry.tip()).toBe(main);
  expect(registry.repository.attempts).toHaveLength(attempts);
});

test.each([
  ['metrics', { metrics: { accuracy: 0.8 } }],
  ['parameters', { parameters: { depth: 3 } }],
  ['tags', { tags: { team: 'blue' } }],
  ['a licence', { licence: 'MIT' }],
  ['a parent', { lineage: { parent: '0.9.0' } }],
  ['bytes', { files: linearModel(2) }],
])('takes the next patch when %s differ', async (_, difference) => {
  const { models } = (await memoryRegistry(threeStages)).as('ann');
  const content = { model: 'iris', files: linearModel(1) };
  await models.register(content);
  expect(await models.register({ ...content, ...difference })).toMatchObject({ version: '1.0.1', created: true });
});

test('refuses other content under an existing version and writes nothing', async () => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  await models.register({ model: 'iris', files: linearModel(1), version: '1.0.0' });
  const before = await registry.tip();

  const other = models.register({ model: 'iris', files: linearModel(2), version: '1.0.0' });
  await expect(other).rejects.toMatchObject({ code: 'ALREADY_EXISTS', exitCode: 5 });
  expect(await registry.tip()).toBe(before);
});

test.each([
  ['major', '2.0.0'],
  ['minor', '1.1.0'],
  ['patch', '1.0.1'],
] as const)('bumps %s from the highest version, also for content that is there already', async (bump, version) => {
  const { models } = (await memoryRegistry(threeStages)).as('ann');
  await models.register({ model: 'iris', files: linearModel(1) });
  expect(await models.register({ model: 'iris', files: linearModel(1), bump })).toMatchObject({
    version,
    created: true,
  });
});

test.each([
  ['1', '1.0.0'],
  ['v1.2', '1.2.0'],
  ['2.0.0-RC.1', '2.0.0-rc.1'],
])('completes the version %s to %s', async (version, complete) => {
  const { models } = (await memoryRegistry(threeStages)).as('ann');
  expect(await models.register({ model: 'iris', files: linearModel(1), version })).toMatchObject({ version: complete });
});

test('answers a repeated idempotency key with what it made, whatever is sent now', async () => {
  const { models } = (await memoryRegistry(threeStages)).as('ann');
  await models.register({ model: 'iris', files: linearModel(1), idempotencyKey: 'run-7' });
  const again = await models.register({ model: 'iris', files: linearModel(2), idempotencyKey: 'run-7' });
  expect(again).toMatchObject({ version: '1.0.0', created: false });
  expect(await models.register({ model: 'iris', files: linearModel(2), idempotencyKey: 'run-8' })).toMatchObject({
    version: '1.0.1',
  });
});

test('makes the model once, with the owners and description of the first registration', async () => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  await models.register({ model: 'iris', files: linearModel(1), owners: ['ann'], description: 'Sorts flowers.' });
  const made = await registry.read('models/iris/model.yaml');
  const second = await models.register({ model: 'iris', files: linearModel(2), owners: ['mallory'] });

  expect(await registry.read('models/iris/model.yaml')).toBe(made);
  expect(made).toContain('Sorts flowers.');
  expect(second.warnings.join()).toContain('owners');
});

test('registers into a model whose model.yaml somebody broke', async () => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  await models.register({ model: 'iris', files: linearModel(1) });
  await registry.edit({ 'models/iris/model.yaml': 'owners: 7\n' });
  expect(await models.register({ model: 'iris', files: linearModel(2) })).toMatchObject({ version: '1.0.1' });
});

test.each([
  ['risk', 'risk/fraud'],
  ['risk/fraud', 'risk'],
])('refuses the name of %s for %s: one cannot be within the other', async (first, second) => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  await models.register({ model: first, files: linearModel(1) });
  await expect(models.register({ model: second, files: linearModel(1) })).rejects.toMatchObject({
    code: 'NAME_INVALID',
  });
});

test.each([
  ['risk', 'risk/fraud'],
  ['risk/fraud', 'risk'],
])('refuses %s inside the race too, when %s comes first by a moment', async (late, early) => {
  const registry = await memoryRegistry(threeStages);
  const register = (model: string) => registry.as('ann').models.register({ model, files: linearModel(1) });
  registry.repository.interrupt('main', () => register(early));
  await expect(register(late)).rejects.toMatchObject({ code: 'NAME_INVALID' });
  expect((await registry.as('ann').models.list()).models.map(({ model }) => model)).toEqual([early]);
});

test.each([
  ['a file', { files: [modelFile('.env', 'x')] }],
  ['a parameter', { parameters: { api_key: 'abc' } }],
  ['a tag', { tags: { source: 'https://ann:secret@example.org/x' } }],
  ['a URL', { lineage: { runUrl: 'https://example.org/run?access_token=abcdef' } }],
])('refuses credentials in %s before anything is stored', async (_, part) => {
  const registry = await memoryRegistry(threeStages);
  const before = await registry.tip();
  const asked = registry.as('ann').models.register({ model: 'iris', files: linearModel(1), ...part });
  await expect(asked).rejects.toMatchObject({ code: 'CREDENTIAL_FOUND', exitCode: 2 });
  expect(await registry.tip()).toBe(before);
});

test('registers what cannot be served, says why, and gives its bytes back', async () => {
  const registry = await memoryRegistry(threeStages);
  const { models } = registry.as('ann');
  const answer = await models.register({ model: 'notes', files: [modelFile('model.bin', 'weights')] });

  expect(answer).toMatchObject({ servable: false, conversion: { outcome: 'unsupported' } });
  expect(answer.warnings.join()).toContain('cannot be served');
  const { files } = await models.pull('notes@1.0.0');
  expect(files.map(({ path }) => path)).toEqual(['model.bin']);
  const bytes = Buffer.concat(await Array.fromAsync(files[0]!.open()));
  expect(bytes.toString()).toBe('weights');
});

test('keeps each of two source files that hold the same bytes', async () => {
  const { models } = (await memoryRegistry(threeStages)).as('ann');
  await models.register({ model: 'notes', files: [modelFile('a.bin', 'same'), modelFile('b.bin', 'same')] });
  const { files } = await models.pull('notes@1.0.0');
  expect(files.map(({ path }) => path)).toEqual(['a.bin', 'b.bin']);
});

/** Fails at the n-th write, as a disk that fills up, until somebody makes room. */
class FullStore extends MemoryArtifactStore {
  #left: number;

  constructor(left: number) {
    super('local');
    this.#left = left;
  }

  makeRoom(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  override async write(...given: Parameters<MemoryArtifactStore['write']>): Promise<'written' | 'present'> {
    this.#left -= 1;
    if (this.#left < 0) throw new MergelineError('STORAGE_FAILED', 'No space is left on the disk.');
    return await super.write(...given);
  }
}

test.each([0, 1, 2])('is as it was when the store fails after %i files, and completes when run again', async (left) => {
  const artifacts = new FullStore(left);
  const registry = await memoryRegistry(threeStages, { artifacts });
  const { models } = registry.as('ann');
  const before = await registry.tip();
  const asked = { model: 'iris', files: linearModel(1) };
  await expect(models.register(asked)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  expect(await registry.tip()).toBe(before);

  artifacts.makeRoom();
  expect(await models.register(asked)).toMatchObject({ version: '1.0.0', created: true });
});

test('shows the plan of a dry run and writes nothing at all', async () => {
  const store = new FullStore(0);
  const registry = await memoryRegistry(threeStages, { artifacts: store });
  const answer = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), dryRun: true });

  expect(answer).toMatchObject({ commit: null, version: '1.0.0' });
  expect(answer.plan?.files.map(({ path, action }) => `${action} ${path}`)).toEqual([
    'add models/iris/versions/1.0.0.yaml',
    'add models/iris/model.yaml',
  ]);
  expect(answer.plan?.branch).toBe('main');
  expect(registry.repository.attempts).toHaveLength(1);
});

test('refuses to write without a registry', async () => {
  const registry = await memoryRegistry(threeStages);
  await registry.edit({ 'registry.yaml': null });
  const asked = registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  await expect(asked).rejects.toMatchObject({ code: 'NOT_A_REGISTRY', exitCode: 2 });
});
