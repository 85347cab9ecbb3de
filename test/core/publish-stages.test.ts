import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ModelName, StageName } from '../../core/domain/names.ts';
import type { Pointer } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import { decode } from '../../registry-schema/codec.ts';
import { receiptPath } from '../../registry-schema/record-layout.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { branchOf, bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');
const receiptAt = (generation: number) => receiptPath('iris' as ModelName, 'production' as StageName, generation);

async function receiptOf(registry: MemoryRegistry, generation: number) {
  const path = receiptAt(generation);
  const text = (await registry.read(path, 'mergeline-records')) ?? '';
  return { text, receipt: decode('Receipt', new TextEncoder().encode(text), { file: path }) };
}

/** What the pointer would say if the tool wrote it for this version now. */
async function nextFor(registry: MemoryRegistry, version: string, change: Partial<Pointer> = {}): Promise<Pointer> {
  const { plan } = await registry.as('ann').stages.promote({ ref: `iris@${version}`, to: 'production', dryRun: true });
  const [file] = plan?.files ?? [];
  const bytes = new TextEncoder().encode(file?.content);
  return { ...decode('StagePointer', bytes, { file: file?.path ?? '' }), ...change };
}

test('does nothing the second time', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const merged = await bringTo(registry, 'iris@1.0.0');
  expect(merged.published).toMatchObject({ state: 'published', generation: 1, version: '1.0.0' });

  const records = await registry.tip('mergeline-records');
  for (const targets of [[], ['iris@production']])
    expect((await registry.as('bob').stages.publish(targets)).published).toMatchObject([{ state: 'already' }]);
  expect(await registry.tip('mergeline-records')).toBe(records);
});

test('tags what it publishes by version and by stage', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const { published } = await bringTo(registry, 'iris@1.0.0');
  expect(registry.images.find('iris:production')).toBe(published?.digest);
  expect(registry.images.find('iris:1.0.0-image')).toBe(published?.digest);
  expect(registry.images.find('iris:1.0.0')).toBeDefined();
});

test('chains the receipts of a stage, each naming the bytes of the one before', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2, 3);
  for (const version of ['1.0.0', '1.0.1', '1.0.2']) await bringTo(registry, `iris@${version}`);

  const receipts = await Promise.all([1, 2, 3].map((generation) => receiptOf(registry, generation)));
  expect(receipts.map(({ receipt }) => receipt.previous)).toEqual([
    null,
    digestOf(receipts[0]?.text ?? ''),
    digestOf(receipts[1]?.text ?? ''),
  ]);
  expect(receipts[2]?.receipt).toMatchObject({ version: '1.0.2', approvals: ['bob'], publishedBy: 'bob' });
});

test('completes what a crash between merge and publication left', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  registry.repository.interrupt('mergeline-records', async () => {
    throw new Error('killed');
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
  expect((await registry.as('ann').proposals.show(id)).proposal.state).toBe('merged');
  expect(registry.images.find('iris:production')).toBeUndefined();

  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'published', version: '1.0.0' }]);
  expect((await receiptOf(registry, 1)).receipt.approvals).toEqual(['bob']);
  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ kind: 'promoted', proposal: id, approvedBy: ['bob'], published: true });
});

test('merging again after such a crash completes it too', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  registry.repository.interrupt('mergeline-records', async () => {
    throw new Error('killed');
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
  const again = await registry.as('bob').proposals.merge(id);
  expect(again).toMatchObject({ created: false, published: { state: 'published' } });
  expect((await registry.as('bob').proposals.show(id)).verdicts).toContainEqual(
    expect.objectContaining({ gate: 'approvals', verdict: 'pass' }),
  );
});

test.each([
  ['a merge commit', true],
  ['a commit of its own', false],
])('counts the approvals of a proposal that plain git brought in by %s', async (_, merges) => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  const branch = await branchOf(registry, id);
  const text = (await registry.read(irisProduction, branch)) ?? '';
  const graft = merges ? { mergedFrom: [await registry.tip(branch)], message: `Merge branch '${branch}'` } : {};
  const commit = await registry.editOn('main', { [irisProduction]: text }, { as: 'carl', ...graft });

  expect((await registry.as('ann').proposals.show(id)).proposal).toMatchObject({
    state: 'merged',
    mergeCommit: commit,
  });
  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'published', version: '1.0.0', generation: 1 }]);
  expect((await receiptOf(registry, 1)).receipt.approvals).toEqual(['bob']);
  const [event] = (await registry.as('ann').models.history({ model: 'iris', stage: 'production' })).events;
  expect(event).toMatchObject({ proposal: id, approvedBy: ['bob'] });
});

test('ships no proposal that plain git merged before it was approved, until it is', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const text = (await registry.read(irisProduction, await branchOf(registry, id))) ?? '';
  await registry.edit({ [irisProduction]: text }, 'carl');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('approvals') },
  ]);
  expect(registry.images.find('iris:production')).toBeUndefined();

  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'published' }]);
});

test('ships a pointer that was written by hand and is as the tool would write it', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'staging', dryRun: true });
  const [file] = plan?.files ?? [];
  await registry.edit({ [file?.path ?? '']: file?.content ?? '' }, 'carl');
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { stage: 'staging', state: 'published', version: '1.0.0' },
  ]);
});

test.each<[string, Partial<Pointer>, string]>([
  ['skips a generation', { generation: 3 }, 'generation'],
  ['names another manifest', { manifestDigest: digestOf('other') }, 'manifest'],
  ['names another image', { image: { digest: digestOf('other'), base: 'none', composer: 1 } }, 'digest'],
  ['says that it replaces another version', { replaces: '0.9.0' as never }, 'replaces'],
  ['names a version that there is not', { version: '7.0.0' as never }, 'not registered'],
])('ships no pointer written by hand that %s', async (_, change, reason) => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const before = registry.images.find('iris:production');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1', change)) });

  const { published } = await registry.as('ann').stages.publish();
  expect(published).toMatchObject([{ state: 'unjudged', reason: expect.stringContaining(reason) }]);
  expect(registry.images.find('iris:production')).toBe(before);
});

test('tells a git revert of a pointer to be a rollback', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const first = pointerText(await pointerOf(registry));
  await bringTo(registry, 'iris@1.0.1');
  await registry.edit({ [irisProduction]: first });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('mergeline rollback') },
  ]);
});

test('does not take a generation for judged that was used again for other content', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const present = await pointerOf(registry);
  const other = await nextFor(registry, '1.0.1');
  await registry.edit({ [irisProduction]: pointerText({ ...other, generation: present.generation }) });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', version: '1.0.1' },
  ]);
});

test('repairs a stage that somebody moved by hand by a proposal for the same version', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1')) }, 'carl');
  const [unjudged] = (await registry.as('ann').stages.publish()).published;
  expect(unjudged?.reason).toContain('approvals');

  const id = await propose(registry, 'iris@1.0.1');
  await registry.as('bob').proposals.approve(id);
  expect((await registry.as('ann').proposals.refresh(id)).changed).toBe(false);
  const merged = await registry.as('bob').proposals.merge(id);
  expect(merged.published).toMatchObject({ state: 'published', version: '1.0.1', generation: 3 });
});

test('judges a commit by the policy before it, not by the one that it brings', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  const pointer = pointerText(await nextFor(registry, '1.0.0'));
  await registry.edit({ 'registry.yaml': reviewed('- gate: servable'), [irisProduction]: pointer });
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'unjudged' }]);
});

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
  const id = await propose(registry, 'iris@1.0.0');
  await registry.as('bob').proposals.approve(id);
  registry.repository.interrupt('mergeline-records', async () => {
    throw new Error('killed');
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
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

test('refuses to publish a stage that nothing ever held', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  await expect(registry.as('ann').stages.publish(['iris@staging'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(registry.as('ann').stages.publish(['rose@staging'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(registry.as('ann').stages.publish(['iris@live'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('publishes an emptied stage as nothing to publish', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  const { proposal } = await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'production' });
  const merged = await registry.as('ann').proposals.merge(proposal?.id ?? '');
  expect(merged).toMatchObject({ version: null, published: { state: 'nothing-to-publish', image: null } });
  expect((await receiptOf(registry, 2)).receipt).toMatchObject({ version: null, image: null });
});

test('follows a pointer that moves while it publishes', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  const [one, two] = [await propose(registry, 'iris@1.0.0'), await propose(registry, 'iris@1.0.1')];
  registry.repository.interrupt('mergeline-records', async () => {
    await registry.as('ann').proposals.refresh(two);
    await registry.as('ann').proposals.merge(two);
  });
  await registry.as('ann').proposals.merge(one);
  expect(registry.images.find('iris:production')).toBe((await pointerOf(registry)).image?.digest);
  expect((await registry.as('ann').stages.publish()).published).toMatchObject([{ state: 'already', version: '1.0.1' }]);
});

test('ships nothing unjudged because somebody holds it', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const before = registry.images.find('iris:production');
  await registry.edit({ [irisProduction]: pointerText(await nextFor(registry, '1.0.1')) }, 'carl');

  await registry.as('carl').stages.hold({ model: 'iris', stage: 'production', reason: 'freeze' });
  await registry
    .as('carl')
    .stages.hold({ model: 'iris', stage: 'production', reason: 'freeze longer', until: '2099-01-01' });

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('approvals') },
  ]);
  expect(registry.images.find('iris:production')).toBe(before);
});
