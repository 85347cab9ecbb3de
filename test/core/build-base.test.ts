import { describe, expect, test } from 'vitest';
import type { Digest } from '../../core/domain/digest.ts';
import { arm64, sampleBase, storeBase, storeBaseIndex } from '../support/sample-base.ts';
import { memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';
import { pointerOf, registerIris } from './support/scenes.ts';

const commented = unreviewed(
  '',
  '# Who may take what out of the house: ask Ann.\nowners:\n  - models: "*"\n    owners: [ann, bob]\n',
);

describe('base build', () => {
  test('stores the base and proposes the pin, which an owner lets hold; images are then composed on it', async () => {
    const registry = await memoryRegistry(commented);
    await registerIris(registry, 1);
    const { image } = sampleBase();
    const { base, layers, stored, proposal, created } = await registry.as('ann').bases.build();

    expect(base).toEqual({
      name: 'mergeline-serving',
      reference: 'localhost/mergeline-serving:0.1.0',
      digest: image.digest,
      platforms: ['linux/amd64'],
    });
    expect({ created, stored, layers }).toMatchObject({ created: true, stored: [`memory:bases@${image.digest}`] });
    expect(Buffer.from(await registry.bases.readManifest(image.digest)).equals(Buffer.from(image.manifest))).toBe(true);

    const id = proposal?.id ?? '';
    await registry.as('bob').proposals.approve(id);
    await registry.as('bob').proposals.merge(id);
    const policy = await registry.read('registry.yaml');
    expect(policy).toContain(image.digest);
    expect(policy).toContain('# Who may take what out of the house: ask Ann.');

    await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    expect((await pointerOf(registry, 'development')).image?.base).toBe(image.digest);
    expect(await registry.as('ann').bases.build()).toMatchObject({ created: false, verdicts: [] });
  });

  test('is about no model, and about none that somebody could make', async () => {
    const registry = await memoryRegistry(commented);
    const { proposal } = await registry.as('ann').bases.build();
    expect(proposal?.branch).toMatch(/^mergeline\/_registry\/serving-base\/[0-9a-f]{12}$/);
    const shown = await registry.as('bob').proposals.show(proposal?.id ?? '');
    expect(shown.proposal).toMatchObject({ kind: 'policy', model: '*', title: 'pin serving base mergeline-serving' });
    const files = await registry.paths('mergeline-records');
    const record = await registry.read(files.find((path) => path.endsWith('proposal.yaml')) ?? '', 'mergeline-records');
    expect(record).not.toContain('model:');
  });

  test('answers the proposal that is open for the same base', async () => {
    const registry = await memoryRegistry(commented);
    const first = await registry.as('ann').bases.build();
    const second = await registry.as('bob').bases.build();
    expect(second).toMatchObject({ created: false, proposal: { id: first.proposal?.id } });
  });

  test('stores and proposes nothing in a dry run', async () => {
    const registry = await memoryRegistry(commented);
    const { base, stored, plan } = await registry.as('ann').bases.build({ dryRun: true });
    expect(stored).toEqual([]);
    expect(plan?.files.map(({ path }) => path)).toEqual(['registry.yaml']);
    await expect(registry.bases.readManifest(base.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await registry.as('ann').proposals.list()).proposals).toEqual([]);
  });
});

describe('base join', () => {
  async function withBoth() {
    const registry = await memoryRegistry(commented);
    const amd64 = await storeBase(registry.bases);
    const arm = await storeBase(registry.bases, sampleBase('a runtime', arm64));
    return { registry, amd64, arm };
  }

  test('makes one base of two, the same in whatever order they are named, and proposes it', async () => {
    const { registry, amd64, arm } = await withBoth();
    const joined = await registry.as('ann').bases.join({ digests: [arm, amd64] });
    expect(joined.base).toMatchObject({ platforms: ['linux/amd64', 'linux/arm64/v8'] });
    const again = await registry.as('ann').bases.join({ digests: [amd64, arm], dryRun: true });
    expect(again.base.digest).toBe(joined.base.digest);
    const { digest } = await storeBaseIndex((await memoryRegistry(commented)).bases);
    expect(joined.base.digest).toBe(digest);
    expect(joined.proposal).toBeDefined();
  });

  test('takes an index for the images in it', async () => {
    const { registry, amd64, arm } = await withBoth();
    const { base } = await registry.as('ann').bases.join({ digests: [amd64, arm] });
    const again = await registry.as('ann').bases.join({ digests: [base.digest] });
    expect(again.base).toEqual(base);
  });

  test.each<[string, (both: { amd64: Digest }) => readonly string[], object]>([
    ['one alone', ({ amd64 }) => [amd64], { code: 'INPUT_INVALID', message: /One base alone/ }],
    ['two for one platform', ({ amd64 }) => [amd64, amd64], { code: 'INPUT_INVALID', message: /for linux\/amd64/ }],
    ['one that is not stored', ({ amd64 }) => [amd64, `sha256:${'0'.repeat(64)}`], { code: 'NOT_FOUND' }],
    ['what is no digest', () => ['latest'], { code: 'NAME_INVALID' }],
  ])('refuses %s', async (_, digests, refusal) => {
    const { registry, amd64 } = await withBoth();
    const joining = registry.as('ann').bases.join({ digests: digests({ amd64 }) });
    await expect(joining).rejects.toMatchObject({
      ...refusal,
      message: expect.stringMatching((refusal as { message?: RegExp }).message ?? /./),
    });
  });
});
