import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, mergeUnpublished, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

/** Can lose what it holds, or answer that what is served has changed. */
class RottenStore extends MemoryArtifactStore {
  rotten = false;
  away = false;

  override async has(artifact: Artifact): Promise<boolean> {
    return !this.away && (await super.has(artifact));
  }

  override async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    if (this.rotten && artifact.roles.includes('served'))
      throw new MergelineError('DIGEST_MISMATCH', `${artifact.path} is not ${artifact.digest}.`);
    yield* super.read(artifact);
  }
}

test('ships nothing whose bytes have changed in the store', async () => {
  const artifacts = new RottenStore('local');
  const registry = await memoryRegistry(approvals, { artifacts });
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  artifacts.rotten = true;
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });

  const text = (await registry.read(irisProduction, await branchOf(registry, id))) ?? '';
  await registry.edit({ [irisProduction]: text });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('is not sha256:') },
  ]);
  expect(registry.images.find('iris:production')).toBeUndefined();
  artifacts.rotten = false;
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);
});

test.each<[string, 'rotten' | 'away', string]>([
  ['refuses to ship what was judged whole and rotted since', 'rotten', 'refused'],
  ['waits for bytes that are elsewhere since they were judged', 'away', 'failed'],
])('%s', async (_, fate, state) => {
  const artifacts = new RottenStore('local');
  const registry = await memoryRegistry(approvals, { artifacts });
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  let writes = 0;
  const failAtReceipt = async () => {
    writes += 1;
    if (writes === 3) throw new Error('killed');
    registry.repository.interrupt('mergeline-records', failAtReceipt);
  };
  registry.repository.interrupt('mergeline-records', failAtReceipt);
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
  artifacts[fate] = true;
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state }]);
  artifacts[fate] = false;
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);
});

test('refuses a version whose manifest was edited after its promotion', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  await mergeUnpublished(registry, 'iris@1.0.0');
  const path = 'models/iris/versions/1.0.0.yaml';
  const manifest = (await registry.read(path)) ?? '';
  await registry.edit({ [path]: manifest.replace('registeredBy: "ann"', 'registeredBy: "eve"') });
  expect(await registry.read(path)).not.toBe(manifest);
  const [published] = (await registry.as('ann').stages.publish()).published;
  expect(published?.state).toBe('refused');
  expect(published?.reason).toContain('manifest');
});

test.each([
  ['is no pointer any more', 'version: [\n'],
  ['was deleted', null],
])('reports a stage whose file %s, and publishes the others', async (_, text) => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' });
  await registry.edit({ 'models/iris/stages/development.yaml': text });
  const { published } = await registry.as('ann').stages.publish();
  expect(published).toContainEqual(expect.objectContaining({ stage: 'staging', state: 'already' }));
  expect(published.filter(({ stage }) => stage === 'development').map(({ state }) => state)).toEqual(
    text === null ? [] : ['unjudged'],
  );
});
