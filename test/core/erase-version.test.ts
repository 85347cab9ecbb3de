import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ModelName } from '../../core/domain/names.ts';
import type { Version } from '../../core/domain/version.ts';
import { readVersion } from '../../core/reading/read-registry.ts';
import { snapshotAt } from '../../core/reading/snapshot-at.ts';
import { linearModel, type MemoryRegistry, memoryRegistry, modelFile } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';

const owners = 'owners:\n  - { models: "*", owners: [olga] }\n';
const guarded = reviewed('- gate: servable', owners);
const unguarded = reviewed('- gate: servable', `${owners}changes:\n  erasure: { gates: [] }\n`);
const reason = 'A person withdrew their consent.';

interface Subject extends MemoryRegistry {
  readonly store: MemoryArtifactStore;
}

async function withIris(policy = unguarded, ...weights: readonly number[]): Promise<Subject> {
  const store = new MemoryArtifactStore('local');
  const registry = await memoryRegistry(policy, { artifacts: store });
  for (const weight of weights.length > 0 ? weights : [1])
    await registry.as('rita').models.register({ model: 'iris', files: linearModel(weight) });
  return { ...registry, store };
}

const erase = (registry: MemoryRegistry, ref = 'iris@1.0.0', as = 'ann') =>
  registry.as(as).models.erase(ref, { reason });

async function proposed(registry: MemoryRegistry, ref = 'iris@1.0.0'): Promise<string> {
  const { proposal } = await erase(registry, ref);
  return proposal?.id ?? '';
}

async function erased(registry: MemoryRegistry, ref = 'iris@1.0.0') {
  return await registry.as('zoe').proposals.merge(await proposed(registry, ref));
}

async function artifactsOf(registry: MemoryRegistry, version = '1.0.0', model = 'iris'): Promise<readonly Artifact[]> {
  const snapshot = await snapshotAt(registry.contextOf('ann'));
  return (await readVersion(snapshot, model as ModelName, version as Version)).manifest.artifacts;
}

async function presence({ store }: Subject, artifacts: readonly Artifact[]): Promise<readonly boolean[]> {
  return await Promise.all(artifacts.map((artifact) => store.has(artifact)));
}

test('deletes every file of the version, keeps its manifest, and leaves a tombstone', async () => {
  const registry = await withIris(unguarded, 1, 2);
  const artifacts = await artifactsOf(registry);
  const { erasure, commit } = await erased(registry);
  expect(await presence(registry, artifacts)).toEqual(artifacts.map(() => false));
  expect(erasure).toMatchObject({
    kept: [],
    failed: [],
    freed: artifacts.reduce((sum, { size }) => sum + size, 0) + imagesOf(erasure),
  });
  const shown = await registry.as('ann').models.show('iris@1.0.0');
  expect(shown.status).toMatchObject({ state: 'erased', by: 'ann', reason });
  expect(shown.manifest.artifacts).toEqual(artifacts);
  expect(await presence(registry, await artifactsOf(registry, '1.0.1'))).not.toContain(false);
  const [event] = (await registry.as('ann').models.history({ model: 'iris' })).events;
  expect(event).toMatchObject({ kind: 'erased', version: '1.0.0', reason, commit, approvedBy: [] });
  expect((await registry.as('ann').health.validate()).faults).toEqual([]);
});

function imagesOf(erasure: Awaited<ReturnType<typeof erased>>['erasure']): number {
  return (erasure?.removed ?? [])
    .filter(({ what }) => what.endsWith(' image'))
    .reduce((sum, { size }) => sum + size, 0);
}

test('takes the images of the version away with it', async () => {
  const registry = await withIris(unguarded, 1, 2);
  const { manifest } = await registry.as('ann').models.show('iris@1.0.0');
  expect(await registry.images.has(manifest.modelPack.digest)).toBe(true);
  await erased(registry);
  for (const digest of [manifest.modelPack.digest, manifest.dataImage?.digest])
    expect(digest && (await registry.images.has(digest))).toBe(false);
  const other = (await registry.as('ann').models.show('iris@1.0.1')).manifest;
  expect(await registry.images.has(other.modelPack.digest)).toBe(true);
});

test('leaves bytes that another version has, and says whose they are', async () => {
  const registry = await withIris();
  await registry.as('rita').models.register({ model: 'rose', files: linearModel(1) });
  const { scope } = await registry.as('ann').models.erase('iris@1.0.0', { reason, dryRun: true });
  expect(scope.freed).toBe(0);
  expect(scope.files.map(({ sharedWith }) => sharedWith)).toEqual(scope.files.map(() => ['rose@1.0.0']));
  const { erasure } = await erased(registry);
  expect(erasure?.kept.map(({ why }) => why)).toEqual(scope.files.map(() => 'rose@1.0.0'));
  const pulled = await registry.as('ann').models.pull('rose@1.0.0');
  for (const file of pulled.files) for await (const _ of file.open());
  // Nobody needs them any more once the last one is erased.
  await erased(registry, 'rose@1.0.0');
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(true);
});

test('leaves bytes that the policy pins as a data set', async () => {
  const registry = await withIris();
  const [artifact] = await artifactsOf(registry);
  const pinned = `datasets: [{ name: test, digest: "${artifact?.digest}", task: classification, target: x, store: local }]\n`;
  await registry.edit({ 'registry.yaml': `${unguarded}${pinned}` });
  const { erasure } = await erased(registry);
  expect(erasure?.kept.map(({ digest, why }) => [digest, why])).toEqual([[artifact?.digest, 'registry.yaml']]);
});

test('leaves bytes that an open proposal brings, until it is closed', async () => {
  const registry = await withIris();
  const { proposal } = await registry
    .as('rita')
    .models.register({ model: 'rose', files: linearModel(1), propose: true });
  const { erasure } = await erased(registry);
  expect(new Set(erasure?.kept.map(({ why }) => why))).toEqual(new Set([`proposal ${proposal?.id}`]));
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(false);
});

test('needs the approval of an owner when the policy says nothing', async () => {
  const registry = await withIris(guarded);
  const id = await proposed(registry);
  await registry.as('rita').proposals.approve(id);
  await registry.as('ann').proposals.approve(id);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    message: expect.stringContaining('erase iris@1.0.0'),
  });
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(false);
  await registry.as('olga').proposals.approve(id);
  await registry.as('ann').proposals.merge(id);
  const [event] = (await registry.as('ann').models.history({ model: 'iris' })).events;
  expect(event).toMatchObject({ kind: 'erased', proposal: id, actor: 'ann', approvedBy: ['olga'] });
});

test('is not asked for without a reason', async () => {
  const registry = await withIris();
  for (const words of [undefined, ' '])
    await expect(registry.as('ann').models.erase('iris@1.0.0', { reason: words as string })).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 2,
    });
});

test('is refused while a stage holds the version, with the commands that free it', async () => {
  const registry = await withIris();
  await promoted(registry);
  await expect(erase(registry)).rejects.toMatchObject({
    code: 'STAGE_HELD',
    exitCode: 3,
    hint: expect.stringContaining('mergeline withdraw iris --stage production'),
  });
});

async function promotion(registry: MemoryRegistry, ref = 'iris@1.0.0'): Promise<string> {
  const { proposal } = await registry.as('ann').stages.promote({ ref, to: 'production' });
  return proposal?.id ?? '';
}

async function promoted(registry: MemoryRegistry): Promise<void> {
  await registry.as('bob').proposals.merge(await promotion(registry));
}

test('names an open promotion, which fails once the version is erased', async () => {
  const registry = await withIris();
  const id = await promotion(registry);
  expect((await erase(registry)).warnings.join()).toContain(`mergeline proposal close ${id}`);
  await erased(registry);
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'available', verdict: 'fail' })]),
  });
});

test('a promotion that is merged first makes the erasure fail, and the bytes stay', async () => {
  const registry = await withIris();
  const [erasure, promote] = [await proposed(registry), await promotion(registry)];
  await registry.as('bob').proposals.merge(promote);
  await expect(registry.as('bob').proposals.merge(erasure)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([
      expect.objectContaining({
        gate: 'erasure',
        verdict: 'fail',
        reason: expect.stringContaining('holds production'),
      }),
    ]),
  });
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(false);
});

test('a promotion that is merged while an erasure is being merged makes the erasure fail', async () => {
  const registry = await withIris();
  const [erasure, promote] = [await proposed(registry), await promotion(registry)];
  registry.repository.interrupt('main', () => registry.as('bob').proposals.merge(promote));
  await expect(registry.as('zoe').proposals.merge(erasure)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect((await registry.as('ann').models.show('iris@1.0.0')).stages).toHaveLength(1);
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(false);
});

test('an erasure that is merged while a promotion is being merged makes the promotion fail', async () => {
  const registry = await withIris();
  const [erasure, promote] = [await proposed(registry), await promotion(registry)];
  registry.repository.interrupt('main', () => registry.as('bob').proposals.merge(erasure));
  await expect(registry.as('zoe').proposals.merge(promote)).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect((await registry.as('ann').models.show('iris@1.0.0')).stages).toEqual([]);
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(true);
});

test('says of every use that the version is erased, by whom and why', async () => {
  const registry = await withIris();
  const before = await registry.tip();
  await erased(registry);
  const ann = registry.as('ann');
  const uses: readonly (() => Promise<unknown>)[] = [
    () => ann.models.pull('iris@1.0.0'),
    () => ann.models.pull('iris@1.0.0', { at: before }),
    () => ann.evidence.predict('iris@1.0.0', [{ x: 1, y: 2 }]),
    () => ann.evidence.evaluate({ ref: 'iris@1.0.0' }),
    () => ann.stages.promote({ ref: 'iris@1.0.0', to: 'production' }),
    () => ann.models.yank('iris@1.0.0', { reason: 'x' }),
    () => ann.models.deprecate('iris@1.0.0', { reason: 'x' }),
  ];
  for (const use of uses)
    await expect(use()).rejects.toMatchObject({
      code: 'ERASED',
      exitCode: 4,
      message: expect.stringMatching(/erased by ann .*A person withdrew/),
    });
});

test('a stage cannot be rolled back to it', async () => {
  const registry = await withIris(unguarded, 1, 2);
  await promoted(registry);
  await registry.as('bob').proposals.merge(await promotion(registry, 'iris@1.0.1'));
  await erased(registry);
  const rollback = (to?: string) =>
    registry.as('ann').stages.rollback({ model: 'iris', stage: 'production', ...(to && { to }) });
  await expect(rollback('1.0.0')).rejects.toMatchObject({ code: 'ERASED' });
  await expect(rollback()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('its number is never used again', async () => {
  const registry = await withIris();
  await erased(registry);
  const register = (weight: number, rest = {}) =>
    registry.as('rita').models.register({ model: 'iris', files: linearModel(weight), ...rest });
  await expect(register(1, { version: '1.0.0' })).rejects.toMatchObject({ code: 'ERASED', exitCode: 4 });
  await expect(register(2, { version: '1.0.0' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', exitCode: 5 });
  expect(await presence(registry, await artifactsOf(registry))).not.toContain(true);
  // The same bytes under a new number are somebody's new decision.
  expect(await register(1)).toMatchObject({ version: '1.0.1', created: true });
  expect(await register(1)).toMatchObject({ version: '1.0.1', created: false });
});

test('a program that repeats its registration does not bring the bytes back', async () => {
  const registry = await withIris();
  const request = { model: 'rose', files: linearModel(3), idempotencyKey: 'job-7' };
  await registry.as('ci').models.register(request);
  await erased(registry, 'rose@1.0.0');
  await expect(registry.as('ci').models.register(request)).rejects.toMatchObject({ code: 'ERASED' });
});

test('asked for twice, it is one proposal; done twice, it is done', async () => {
  const registry = await withIris();
  const first = await erase(registry);
  expect(await erase(registry)).toMatchObject({ created: false, proposal: { id: first.proposal?.id } });
  await registry.as('bob').proposals.merge(first.proposal?.id ?? '');
  expect(await erase(registry)).toMatchObject({ status: 'erased', created: false });
});

test('a merge that was cut off before the bytes were gone deletes them when it is repeated', async () => {
  const registry = await withIris();
  const id = await proposed(registry);
  const remove = registry.store.remove;
  registry.store.remove = async () => {
    throw new Error('killed');
  };
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
  registry.store.remove = remove;
  const artifacts = await artifactsOf(registry);
  expect(await presence(registry, artifacts)).not.toContain(false);
  const again = await registry.as('bob').proposals.merge(id);
  expect(again).toMatchObject({ created: false, erasure: { failed: [] } });
  expect(await presence(registry, artifacts)).not.toContain(true);
});

test('a tombstone in the name of somebody else, or of the future, is refused', async () => {
  for (const [from, to] of [
    ['by: "ann"', 'by: "olga"'],
    [/at: "\d{4}/, 'at: "2099'],
    ['state: "erased"', 'state: "active"'],
  ] as const) {
    const registry = await withIris();
    const { proposal } = await erase(registry);
    const path = 'models/iris/status/1.0.0.yaml';
    const text = (await registry.read(path, proposal?.branch)) ?? '';
    expect(text.replace(from, to)).not.toBe(text);
    await registry.editOn(proposal?.branch ?? '', { [path]: text.replace(from, to) }, { as: 'ann' });
    await expect(registry.as('bob').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({
      verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'erasure', verdict: 'fail' })]),
    });
  }
});

test('shows the reviewer what its merge would delete', async () => {
  const registry = await withIris();
  const id = await proposed(registry);
  const { erasure, verdicts } = await registry.as('olga').proposals.show(id);
  expect(erasure?.files.every(({ stores }) => stores.includes('local'))).toBe(true);
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'erasure', verdict: 'pass' }));
});

test('a registration that found the bytes before they went stores them again', async () => {
  const registry = await withIris();
  const write = registry.store.write.bind(registry.store);
  let merged = false;
  registry.store.write = async (artifact, open) => {
    const outcome = await write(artifact, open);
    if (!merged) {
      merged = true;
      await erased(registry);
    }
    return outcome;
  };
  const { version } = await registry.as('rita').models.register({ model: 'rose', files: linearModel(1) });
  expect(await presence(registry, await artifactsOf(registry, version, 'rose'))).not.toContain(false);
});

test('files that cannot be served are erased like others', async () => {
  const registry = await withIris();
  await registry.as('rita').models.register({ model: 'raw', files: [modelFile('a.bin', 'x')], format: 'other' });
  const { erasure } = await erased(registry, 'raw@1.0.0');
  expect(erasure?.removed.map(({ what }) => what)).toContain('raw@1.0.0 source/a.bin');
});
