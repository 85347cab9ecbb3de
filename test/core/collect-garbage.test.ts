import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';

const day = 24 * 60 * 60;
const open = (rest = '') => reviewed('- gate: servable', `changes:\n  erasure: { gates: [] }\n${rest}`);

interface Subject extends MemoryRegistry {
  readonly store: MemoryArtifactStore;
}

async function subject(policy = open()): Promise<Subject> {
  const store = new MemoryArtifactStore('local');
  return { ...(await memoryRegistry(policy, { artifacts: store })), store };
}

const gc = (registry: MemoryRegistry, dryRun = false) => registry.as('ann').health.collectGarbage({ dryRun });

async function presence({ store }: Subject, artifacts: readonly Artifact[]): Promise<readonly boolean[]> {
  return await Promise.all(artifacts.map((artifact) => store.has(artifact)));
}

/** A registration whose process is killed when its bytes are stored and nothing names them yet. */
async function killedRegistration(registry: Subject, weight: number): Promise<readonly Artifact[]> {
  const context = registry.contextOf('rita');
  const killed = {
    ...context,
    repository: Object.assign(Object.create(context.repository), {
      commit: async () => {
        throw new MergelineError('STORAGE_FAILED', 'killed');
      },
    }),
  };
  const { registerVersion } = await import('../../core/register-version.ts');
  await expect(registerVersion({ model: 'rose', files: linearModel(weight) }, killed)).rejects.toThrow('killed');
  const [note] = await context.pendingWrites.list();
  return note?.artifacts ?? [];
}

test('finds nothing to delete in a registry in which all is registered', async () => {
  const registry = await subject();
  await registry.as('rita').models.register({ model: 'iris', files: linearModel(1) });
  registry.clock.advance(100 * day);
  expect(await gc(registry)).toEqual({ removed: [], kept: [], freed: 0, failed: [] });
  expect(await registry.contextOf('ann').pendingWrites.list()).toEqual([]);
});

test('deletes what a killed registration stored, once it is older than the policy keeps it', async () => {
  const registry = await subject(open('retention: { unreferenced: 3d }\n'));
  const artifacts = await killedRegistration(registry, 1);
  expect(artifacts.length).toBeGreaterThan(1);
  registry.clock.advance(2 * day);
  expect((await gc(registry)).removed).toEqual([]);
  registry.clock.advance(1.1 * day);
  const foreseen = await gc(registry, true);
  expect(await presence(registry, artifacts)).not.toContain(false);
  const done = await gc(registry);
  expect(done).toEqual(foreseen);
  expect(done.removed.map(({ digest }) => digest)).toEqual(artifacts.map(({ digest }) => digest));
  expect(await presence(registry, artifacts)).not.toContain(true);
  expect(await gc(registry)).toMatchObject({ removed: [], kept: [] });
});

test('keeps it for 14 days when the policy does not say', async () => {
  const registry = await subject();
  await killedRegistration(registry, 1);
  registry.clock.advance(13.9 * day);
  expect((await gc(registry)).removed).toEqual([]);
  registry.clock.advance(0.2 * day);
  expect((await gc(registry)).removed).not.toEqual([]);
});

test('spares bytes of a killed registration that were registered after all', async () => {
  const registry = await subject();
  const artifacts = await killedRegistration(registry, 1);
  await registry.as('rita').models.register({ model: 'rose', files: linearModel(1) });
  registry.clock.advance(20 * day);
  expect(await gc(registry)).toMatchObject({ removed: [] });
  expect(await presence(registry, artifacts)).not.toContain(false);
  expect(await registry.contextOf('ann').pendingWrites.list()).toEqual([]);
});

test('deletes what a closed proposal brought, and keeps what an open one brings', async () => {
  const registry = await subject();
  const propose = (weight: number) =>
    registry.as('rita').models.register({ model: 'iris', files: linearModel(weight), propose: true });
  const [closed] = [await propose(1), await propose(2)];
  await registry.as('bob').proposals.close(closed.proposal?.id ?? '', { reason: 'no' });
  registry.clock.advance(20 * day);
  const { removed, kept } = await gc(registry);
  expect(new Set(removed.map(({ what }) => what.split(' ')[0]))).toEqual(new Set(['iris@1.0.0']));
  const names = new Set([...removed, ...kept].map(({ digest }) => digest));
  expect(closed.artifacts.every(({ digest }) => names.has(digest))).toBe(true);
  expect(kept.every(({ why }) => why === 'proposal 2')).toBe(true);
});

test('goes on with an erasure that a store had refused', async () => {
  const registry = await subject();
  await registry.as('rita').models.register({ model: 'iris', files: linearModel(1) });
  const { proposal } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent' });
  const { remove } = registry.store;
  registry.store.remove = async () => {
    throw new MergelineError('STORAGE_FAILED', 'the file system is read-only');
  };
  const { erasure } = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(erasure?.failed[0]).toMatchObject({ store: 'local', why: 'the file system is read-only' });
  const garbage = async () =>
    (await registry.as('ann').health.doctor()).checks.find(({ check }) => check === 'garbage')?.state;
  expect(await garbage()).toBe('warning');
  registry.store.remove = remove;
  expect(await gc(registry)).toMatchObject({ failed: [] });
  expect(await garbage()).toBe('ok');
});

test('deletes nothing of what an erased version shares, and says for whom it stays', async () => {
  const registry = await subject();
  for (const model of ['iris', 'rose']) await registry.as('rita').models.register({ model, files: linearModel(1) });
  const { proposal } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent' });
  await registry.as('ann').proposals.merge(proposal?.id ?? '');
  const { removed, kept } = await gc(registry);
  expect(removed).toEqual([]);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.every(({ why }) => why === 'rose@1.0.0')).toBe(true);
});

test('ends without deleting anything when a manifest cannot be read', async () => {
  const registry = await subject();
  const artifacts = await killedRegistration(registry, 1);
  await registry.edit({ 'models/iris/versions/1.0.0.yaml': 'kind: ModelVersion\n' });
  registry.clock.advance(20 * day);
  await expect(gc(registry)).rejects.toMatchObject({
    code: 'FILE_INVALID',
    exitCode: 2,
    details: expect.arrayContaining([expect.objectContaining({ file: 'models/iris/versions/1.0.0.yaml' })]),
  });
  expect(await presence(registry, artifacts)).not.toContain(false);
});

test('ends without deleting anything when the commits of an open proposal are not here', async () => {
  const registry = await subject();
  const artifacts = await killedRegistration(registry, 1);
  const { proposal } = await registry
    .as('rita')
    .models.register({ model: 'iris', files: linearModel(2), propose: true });
  const head = await registry.tip(proposal?.branch);
  registry.clock.advance(20 * day);
  const context = registry.contextOf('ann');
  const snapshot: typeof context.repository.snapshot = async (oid) => {
    if (oid === head) throw new MergelineError('NOT_FOUND', 'There is no such commit.');
    return await context.repository.snapshot(oid);
  };
  const partial = { ...context, repository: Object.assign(Object.create(context.repository), { snapshot }) };
  const { collectGarbage } = await import('../../core/collect-garbage.ts');
  await expect(collectGarbage({}, partial)).rejects.toMatchObject({
    code: 'FILE_INVALID',
    hint: expect.stringContaining(`mergeline proposal close ${proposal?.id}`),
  });
  expect(await presence(registry, artifacts)).not.toContain(false);
});

test('deletes nothing for a tombstone that came by hand, where the policy asks for an approval', async () => {
  const registry = await subject(reviewed('- gate: servable', 'owners:\n  - { models: "*", owners: [olga] }\n'));
  for (const model of ['iris', 'rose']) await registry.as('rita').models.register({ model, files: linearModel(1) });
  const path = 'models/iris/status/1.0.0.yaml';
  const { plan } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent', dryRun: true });
  await registry.edit({ [path]: plan?.files[0]?.content ?? '' }, 'eve');
  // The other version that has the same bytes is erased as it should be.
  const { proposal } = await registry.as('ann').models.erase('rose@1.0.0', { reason: 'consent' });
  await registry.as('olga').proposals.approve(proposal?.id ?? '');
  const { erasure } = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(erasure?.kept.every(({ why }) => why.includes('came by hand and nobody approved it'))).toBe(true);
  expect(erasure?.kept.length).toBeGreaterThan(0);

  await registry.edit({ [path]: null }, 'eve');
  expect((await gc(registry)).removed).toEqual([]);
  for (const file of (await registry.as('ann').models.pull('iris@1.0.0')).files) for await (const _ of file.open());
});

test.each([
  ['approved', true],
  ['nobody approved', false],
])('a merge by a button of what was %s is worth just that', async (_, isApproved) => {
  const registry = await subject(reviewed('- gate: servable', 'owners:\n  - { models: "*", owners: [olga] }\n'));
  await registry.as('rita').models.register({ model: 'iris', files: linearModel(1) });
  const { proposal } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent' });
  if (isApproved) await registry.as('olga').proposals.approve(proposal?.id ?? '');
  const path = 'models/iris/status/1.0.0.yaml';
  await registry.edit({ [path]: (await registry.read(path, proposal?.branch)) ?? '' }, 'button');
  const { removed, kept } = await gc(registry);
  expect(removed.length > 0).toBe(isApproved);
  expect(kept.some(({ why }) => why.includes('approvals: 0 of 1'))).toBe(!isApproved);
});

test('a tombstone that was taken back by hand deletes nothing', async () => {
  const registry = await subject();
  await registry.as('rita').models.register({ model: 'iris', files: linearModel(1) });
  const { proposal, scope } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent' });
  const path = 'models/iris/status/1.0.0.yaml';
  const tombstone = (await registry.read(path, proposal?.branch)) ?? '';
  // Pushed by hand while a stage holds it: what runs is not taken away.
  const { proposal: promotion } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  await registry.as('bob').proposals.merge(promotion?.id ?? '');
  await registry.edit({ [path]: tombstone });
  expect((await gc(registry)).removed).toEqual([]);
  await registry.edit({ [path]: null });
  expect((await gc(registry)).removed).toEqual([]);
  expect(scope.files.length).toBeGreaterThan(0);
});
