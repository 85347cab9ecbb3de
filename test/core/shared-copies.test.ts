import { beforeEach, expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { examineRegistry } from '../../core/examine-registry.ts';
import { collect } from '../support/bytes.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';

/** What others reach, which may be away. */
class Remote extends MemoryArtifactStore {
  isAway = false;

  override async has(artifact: Artifact): Promise<boolean> {
    if (this.isAway)
      throw new MergelineError('REMOTE_FAILED', 'The remote origin is away.', { hint: 'Bring it back.' });
    return await super.has(artifact);
  }

  override async write(...args: Parameters<MemoryArtifactStore['write']>): Promise<'written' | 'present'> {
    await this.has(args[0]);
    return await super.write(...args);
  }
}

const policy = unreviewed('', 'stores:\n  - name: lfs\n    type: lfs\n');
const nobody = async () => undefined;
let remote: Remote;
let local: MemoryArtifactStore;
let registry: MemoryRegistry;

beforeEach(async () => {
  remote = new Remote('origin');
  local = new MemoryArtifactStore('lfs', remote);
  registry = await memoryRegistry(policy, { artifacts: local });
});

async function registered(): Promise<readonly Artifact[]> {
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  const { manifest } = await registry.as('ann').models.show('iris@1.0.0');
  return manifest.artifacts;
}

async function pulled(): Promise<Buffer> {
  const { files } = await registry.as('bob').models.pull('iris@1.0.0', {});
  return collect(files[0]?.open() as AsyncIterable<Uint8Array>);
}

async function doctor(): Promise<readonly string[]> {
  const context = registry.contextOf('ann') as Parameters<typeof examineRegistry>[0];
  const { checks } = await examineRegistry({ ...context, hasRemote: true });
  return checks.filter(({ state }) => state !== 'ok').map(({ check, message }) => `${check}: ${message}`);
}

test('a registration shares its files, and is refused while they cannot be shared', async () => {
  remote.isAway = true;
  const before = await registry.tip();
  await expect(registered()).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  expect(await registry.tip()).toBe(before);

  remote.isAway = false;
  for (const artifact of await registered()) expect(await remote.has(artifact)).toBe(true);
});

test('a dry run shares nothing', async () => {
  remote.isAway = true;
  const plan = await registry.as('ann').models.register({ model: 'iris', files: linearModel(1), dryRun: true });

  expect(plan.commit).toBeNull();
});

test('a file that is not here any more comes from where it was shared, and stays', async () => {
  const artifacts = await registered();
  for (const artifact of artifacts) await local.remove(artifact, nobody);

  const bytes = await pulled();

  expect(bytes.equals(Buffer.from((await linearModel(1)[0]?.read()) ?? []))).toBe(true);
  remote.isAway = true;
  expect(await pulled()).toEqual(bytes);
});

test('a file that is only where it was shared cannot be had while that is away', async () => {
  const artifacts = await registered();
  for (const artifact of artifacts) await local.remove(artifact, nobody);
  remote.isAway = true;

  await expect(pulled()).rejects.toMatchObject({ code: 'REMOTE_FAILED', exitCode: 7 });
});

test('a file that is nowhere is told with every place that was asked', async () => {
  for (const artifact of await registered()) {
    await local.remove(artifact, nobody);
    await remote.remove(artifact, nobody);
  }

  await expect(pulled()).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining('lfs, the remote origin'),
  });
});

test('doctor tells what others cannot reach, what is lost, and that the remote is away', async () => {
  const [first] = await registered();
  expect(await doctor()).not.toContainEqual(expect.stringContaining('origin'));
  expect(await doctor()).not.toContainEqual(expect.stringContaining('only on this machine'));

  await remote.remove(first as Artifact, nobody);
  expect(await doctor()).toContainEqual(
    expect.stringMatching(/^iris@1\.0\.0: 1 file of \d only on this machine, not at origin$/),
  );

  await local.remove(first as Artifact, nobody);
  expect(await doctor()).toContainEqual(expect.stringContaining('neither here nor at origin'));

  remote.isAway = true;
  expect(await doctor()).toContainEqual('lfs: nobody can say which files others reach: The remote origin is away.');
});

test('what is erased is deleted here alone, and a look ahead counts nothing that only the remote has', async () => {
  const artifacts = await registered();
  for (const artifact of artifacts) await local.remove(artifact, nobody);

  const { scope } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'a person asked', dryRun: true });

  expect(scope.freed).toBe(0);
  expect(scope.files.every(({ stores }) => stores.length === 0)).toBe(true);
});
