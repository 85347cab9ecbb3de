import { describe, expect, test } from 'vitest';
import { MemoryBaseStore } from '../../adapters/memory/memory-base-store.ts';
import type { Digest } from '../../core/domain/digest.ts';
import { amd64, arm64, sampleBase, storeBase, storeBaseIndex } from '../support/sample-base.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, unreviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, propose, registerIris } from './support/scenes.ts';

const approvals = '- gate: approvals\n  count: 1';

function pin(digest: Digest, platforms = ['linux/amd64']): string {
  return `serving:
  base:
    name: mergeline-serving
    reference: ghcr.io/acme/mergeline-serving
    digest: ${digest}
    platforms: [${platforms.join(', ')}]
`;
}

/** Iris is registered, and the policy pins the base. */
async function pinnedTo(base = sampleBase(), weights: readonly number[] = [1, 2]): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(reviewed(approvals, pin(base.image.digest)));
  await storeBase(registry.bases, base);
  await registerIris(registry, ...weights);
  return registry;
}

async function layersOf({ images }: MemoryRegistry, digest: Digest): Promise<readonly string[]> {
  const { layers } = JSON.parse(Buffer.from(await images.read(digest)).toString());
  return layers.map((layer: { digest: string }) => layer.digest);
}

describe('a stage with a pinned base', () => {
  test('ships the image that the proposal named: the layers of the model on those of the base', async () => {
    const base = sampleBase();
    const registry = await pinnedTo(base);
    const proposed = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
    const merged = await bringTo(registry, 'iris@1.0.0');

    const { image, manifestDigest } = await pointerOf(registry);
    expect(image).toEqual({ digest: proposed.image?.digest, base: base.image.digest, composer: 1 });
    expect(merged.published).toMatchObject({ state: 'published', digest: image?.digest });
    for (const tag of ['iris:production', 'iris:1.0.0-serving']) expect(registry.images.find(tag)).toBe(image?.digest);
    expect(registry.images.find('iris:1.0.0-image')).not.toBe(image?.digest);

    const { manifest } = await registry.as('ann').models.show('iris@1.0.0');
    const served = manifest.artifacts.filter(({ roles }) => !roles.includes('source'));
    const layers = await layersOf(registry, image?.digest ?? base.image.digest);
    expect(layers).toEqual([...(await layersOfBase(base)), ...served.map(({ layer }) => layer.digest)]);
    const document = JSON.parse(Buffer.from(await registry.images.read(image?.digest ?? base.image.digest)).toString());
    expect(document.annotations['dev.mergeline.manifest.digest']).toBe(manifestDigest);
  });

  test('runs the same image in every stage, and the same again when it is published again', async () => {
    const registry = await pinnedTo();
    await bringTo(registry, 'iris@1.0.0');
    expect((await registry.as('bob').stages.publish()).published).toMatchObject([{ state: 'already' }]);
  });

  test('is proposed anew when the pin moves, and a refresh brings an open proposal to the new base', async () => {
    const registry = await pinnedTo();
    await bringTo(registry, 'iris@1.0.0');
    const before = (await pointerOf(registry)).image;
    const id = await propose(registry, 'iris@1.0.1');
    const moved = sampleBase('a newer runtime');
    await storeBase(registry.bases, moved);
    await registry.edit({ 'registry.yaml': reviewed(approvals, pin(moved.image.digest)) });

    const stale = await registry.as('bob').proposals.show(id);
    expect(stale.verdicts.find(({ gate }) => gate === 'integrity')?.verdict).toBe('fail');
    const refreshed = await registry.as('ann').proposals.refresh(id);
    expect(refreshed.changed).toBe(true);
    expect(refreshed.verdicts.find(({ gate }) => gate === 'integrity')?.verdict).toBe('pass');

    const again = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
    expect(again.image?.digest).not.toBe(before?.digest);
  });

  test('is rolled back to the image that history records, also when the pin has moved since', async () => {
    const registry = await pinnedTo();
    await bringTo(registry, 'iris@1.0.0');
    const first = (await pointerOf(registry)).image;
    const moved = sampleBase('a newer runtime');
    await storeBase(registry.bases, moved);
    await registry.edit({ 'registry.yaml': reviewed(approvals, pin(moved.image.digest)) });
    await bringTo(registry, 'iris@1.0.1');

    const { proposal } = await registry.as('ann').stages.rollback({ model: 'iris', stage: 'production' });
    const merged = await registry.as('bob').proposals.merge(proposal?.id ?? '');
    expect(merged.published).toMatchObject({ state: 'published', version: '1.0.0', digest: first?.digest });
    expect((await pointerOf(registry)).image).toEqual(first);

    const held = await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'freeze' });
    expect(held.created).toBe(true);
    expect((await registry.as('bob').stages.publish()).published).not.toMatchObject([{ state: 'unjudged' }]);
  });

  test('takes no image for another that a hand typed', async () => {
    const registry = await pinnedTo();
    const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production', dryRun: true });
    const digest: Digest = `sha256:${'0'.repeat(64)}`;
    const typed = (plan?.files[0]?.content ?? '').replace(/(image:\n\s+digest: ")sha256:[0-9a-f]{64}/, `$1${digest}`);
    expect(typed).toContain(digest);
    await registry.edit({ [irisProduction]: typed }, 'mallory');
    expect((await registry.as('bob').stages.publish()).published).toMatchObject([{ state: 'unjudged' }]);
    expect(await registry.images.has(digest)).toBe(false);
  });
});

async function layersOfBase({ image }: ReturnType<typeof sampleBase>): Promise<readonly string[]> {
  return JSON.parse(Buffer.from(image.manifest).toString()).layers.map((layer: { digest: string }) => layer.digest);
}

describe('a pinned base that cannot be used', () => {
  test('is told with what brings it here, and nothing is proposed', async () => {
    const registry = await memoryRegistry(unreviewed('', pin(sampleBase().image.digest)));
    await registerIris(registry, 1);
    const promoting = registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    await expect(promoting).rejects.toMatchObject({ code: 'NOT_FOUND', hint: expect.stringContaining('base build') });
  });

  test('leaves a proposal readable, with a verdict that says so', async () => {
    const registry = await pinnedTo();
    const id = await propose(registry, 'iris@1.0.0');
    const elsewhere = { ...registry.contextOf('bob'), openBases: () => new MemoryBaseStore() };
    const { registryOf } = await import('../../core/use-cases.ts');
    const shown = await registryOf({ ...registry.contextOf('bob'), ...elsewhere } as never).proposals.show(id);
    expect(shown.verdicts.find(({ gate }) => gate === 'integrity')).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('The serving base'),
    });
  });

  test.each([
    ['for another machine', sampleBase('a runtime', arm64), ['linux/amd64'], /is one image, for linux\/arm64\/v8/],
    ['one image where several are asked for', sampleBase(), ['linux/amd64', 'linux/arm64'], /is one image/],
  ])('is refused when it is %s', async (_, base, platforms, message) => {
    const registry = await memoryRegistry(unreviewed('', pin(base.image.digest, platforms)));
    await storeBase(registry.bases, base);
    await registerIris(registry, 1);
    const promoting = registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    await expect(promoting).rejects.toThrow(message);
  });
});

describe('the doctor', () => {
  const lookedAt = async (registry: MemoryRegistry) =>
    (await registry.as('ann').health.doctor()).checks.find(({ check }) => check === 'serving base');

  test('finds a pinned base at hand, or says that nothing can be promoted without it', async () => {
    const registry = await memoryRegistry(unreviewed('', pin(sampleBase().image.digest)));
    expect(await lookedAt(registry)).toMatchObject({
      state: 'problem',
      message: expect.stringContaining('nothing can be promoted'),
      hint: expect.stringContaining('base build'),
    });
    await storeBase(registry.bases);
    expect(await lookedAt(registry)).toMatchObject({ state: 'ok', message: expect.stringContaining('linux/amd64') });
  });

  test('says nothing of a base where none is pinned', async () => {
    expect(await lookedAt(await memoryRegistry(unreviewed()))).toBeUndefined();
  });
});

describe('a pinned index', () => {
  async function pinnedToIndex(platforms: readonly string[]) {
    const bases = new MemoryBaseStore();
    const { digest } = await storeBaseIndex(bases);
    const registry = await memoryRegistry(unreviewed('', pin(digest, [...platforms])));
    await storeBaseIndex(registry.bases);
    await registerIris(registry, 1, 2);
    return { registry, digest };
  }

  test('gives an index of one image for each platform that the pin names', async () => {
    const { registry, digest } = await pinnedToIndex(['linux/arm64', 'linux/amd64']);
    await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    const { image } = await pointerOf(registry, 'development');
    expect(image).toEqual({
      digest: registry.images.find('iris:development'),
      base: digest,
      composer: 1,
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const index = JSON.parse(Buffer.from(await registry.images.read(image?.digest ?? digest)).toString());
    expect(index.manifests.map(({ platform }: { platform: object }) => platform)).toEqual([amd64, arm64]);
    for (const entry of index.manifests) expect(await registry.images.has(entry.digest)).toBe(true);
  });

  test('is published again for the platforms that the pointer names, whatever the pin says by then', async () => {
    const { registry, digest } = await pinnedToIndex(['linux/arm64', 'linux/amd64']);
    await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    const first = (await pointerOf(registry, 'development')).image;
    await registry.edit({ 'registry.yaml': unreviewed('', pin(digest, ['linux/amd64'])) });
    await registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'development' });
    expect((await pointerOf(registry, 'development')).image?.platforms).toEqual(['linux/amd64']);

    const back = await registry.as('ann').stages.rollback({ model: 'iris', stage: 'development' });
    expect(back.image?.digest).toBe(first?.digest);
    expect(registry.images.find('iris:development')).toBe(first?.digest);
  });

  test('lets no rollback name other platforms than history does', async () => {
    const { registry } = await pinnedToIndex(['linux/arm64', 'linux/amd64']);
    for (const ref of ['iris@1.0.0', 'iris@1.0.1']) await registry.as('ann').stages.promote({ ref, to: 'development' });
    const { plan } = await registry.as('ann').stages.rollback({ model: 'iris', stage: 'development', dryRun: true });
    const typed = (plan?.files[0]?.content ?? '').replace(', "linux/arm64"', '');
    expect(typed).not.toContain('arm64');
    await registry.edit({ 'models/iris/stages/development.yaml': typed }, 'mallory');
    expect((await registry.as('bob').stages.publish()).published).toMatchObject([
      { state: 'unjudged', reason: expect.stringContaining('platforms') },
    ]);
  });

  test('names the platforms that it has where one is missing', async () => {
    const { registry } = await pinnedToIndex(['linux/s390x']);
    const promoting = registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    await expect(promoting).rejects.toThrow('has no image for linux/s390x, but linux/amd64, linux/arm64/v8');
  });
});

describe('an erased version', () => {
  const rules = 'owners:\n  - { models: "*", owners: [olga] }\nchanges:\n  erasure: { gates: [] }\n';

  test.each([
    ['on one image', async (registry: MemoryRegistry) => await storeBase(registry.bases), ['linux/amd64']],
    [
      'on an index',
      async (registry: MemoryRegistry) => (await storeBaseIndex(registry.bases)).digest,
      ['linux/amd64', 'linux/arm64'],
    ],
  ])('takes its serving images %s with it, and those of other versions stay', async (_, store, platforms) => {
    const elsewhere = await memoryRegistry(unreviewed());
    const registry = await memoryRegistry(unreviewed('', rules + pin(await store(elsewhere), platforms)));
    await store(registry);
    await registerIris(registry, 1, 2);
    for (const ref of ['iris@1.0.0', 'iris@1.0.1']) await registry.as('ann').stages.promote({ ref, to: 'development' });
    const shipped = ['1.0.0', '1.0.1'].map((version) => registry.images.find(`iris:${version}-serving`));
    const { proposal } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'consent withdrawn' });
    expect(await Promise.all(shipped.map((digest) => digest && registry.images.has(digest)))).toEqual([true, true]);

    const { erasure } = await registry.as('zoe').proposals.merge(proposal?.id ?? '');

    expect(await Promise.all(shipped.map((digest) => digest && registry.images.has(digest)))).toEqual([false, true]);
    expect(erasure?.failed).toEqual([]);
    expect(erasure?.removed.filter(({ what }) => what.endsWith('serving image'))).not.toEqual([]);
    expect(registry.images.find('iris:1.0.0-serving')).toBeUndefined();
  });

  test('keeps its serving image while only a push says that it is erased', async () => {
    const policy = unreviewed('', `owners:\n  - { models: "*", owners: [olga] }\n${pin(sampleBase().image.digest)}`);
    const registry = await memoryRegistry(policy);
    await storeBase(registry.bases);
    await registerIris(registry, 1, 2);
    for (const ref of ['iris@1.0.0', 'iris@1.0.1']) await registry.as('ann').stages.promote({ ref, to: 'development' });
    const digest = registry.images.find('iris:1.0.0-serving');
    const { plan } = await registry.as('ann').models.erase('iris@1.0.0', { reason: 'mine', dryRun: true });
    const [file] = plan?.files ?? [];
    await registry.edit({ [file?.path ?? '']: file?.content ?? '' }, 'mallory');
    const { removed, kept } = await registry.as('ann').health.collectGarbage();
    expect(removed).toEqual([]);
    expect(kept.map(({ digest: it }) => it)).toContain(digest);
    expect(digest && (await registry.images.has(digest))).toBe(true);
  });
});
