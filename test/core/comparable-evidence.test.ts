import { describe, expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { memoryModelRuntime } from '../../adapters/memory/memory-model-runtime.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { bringTo, irisProduction, propose, registerIris } from './support/scenes.ts';

const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
const other = `${csv}5,1,left\n`;
const path = 'data/flowers.csv';
const policyOn = (text: string) =>
  reviewed(
    '- gate: no-regression\n  dataset: flowers\n  metrics: [accuracy]',
    `datasets:
  - name: flowers
    digest: "${digestOf(text)}"
    task: classification
    target: label
    path: ${path}
`,
  );

/** Loses files when it is told to. */
class ForgetfulStore extends MemoryArtifactStore {
  readonly lost = new Set<string>();

  override async has(artifact: Artifact): Promise<boolean> {
    return !this.lost.has(artifact.digest) && (await super.has(artifact));
  }
}

interface Scene {
  readonly registry: MemoryRegistry;
  readonly store: ForgetfulStore;
}

/** 1.0.0 is in production without an evaluation, 1.0.1 is as good and has one. */
async function scene(): Promise<Scene> {
  const store = new ForgetfulStore('local');
  const registry = await memoryRegistry(policyOn(csv), { artifacts: store, runtime: memoryModelRuntime });
  await registry.edit({ [path]: csv });
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.1' });
  return { registry, store };
}

async function loseIncumbent({ registry, store }: Scene): Promise<void> {
  const { manifest } = await registry.as('ann').models.show('iris@1.0.0');
  for (const { digest } of manifest.artifacts) store.lost.add(digest);
}

async function movePin({ registry }: Scene, { withBytes }: { readonly withBytes: boolean }): Promise<void> {
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  await registry.edit({ 'registry.yaml': policyOn(other), [path]: withBytes ? other : null });
  const data = {
    name: 'flowers.csv',
    async *open() {
      yield new TextEncoder().encode(other);
    },
  };
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.1', data });
}

/** What makes the incumbent's numbers unavailable. */
const losses: readonly [string, (it: Scene) => Promise<void>, RegExp][] = [
  ['the bytes of the incumbent are gone', loseIncumbent, /It could not be measured now: /],
  [
    'the incumbent was measured on bytes that are no longer pinned, and those that are pinned are away',
    (it) => movePin(it, { withBytes: false }),
    /It could not be measured now: The bytes of flowers are not in the registry/,
  ],
];

const notComparable = { gate: 'no-regression', verdict: 'fail', reason: expect.stringMatching(/^Not comparable: /) };

describe.each(losses)('the gate fails as not comparable where %s', (_, lose, why) => {
  const failing = expect.arrayContaining([expect.objectContaining(notComparable)]);
  const told = expect.arrayContaining([expect.objectContaining({ reason: expect.stringMatching(why) })]);

  test('when a promotion is asked for', async () => {
    const it = await scene();
    await lose(it);
    const asked = it.registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'production' });
    await expect(asked).rejects.toMatchObject({ code: 'GATE_FAILED', verdicts: failing });
    await expect(asked).rejects.toMatchObject({ verdicts: told });
  });

  test('when an open proposal is shown, refreshed and merged', async () => {
    const it = await scene();
    const id = await propose(it.registry, 'iris@1.0.1');
    await lose(it);
    const { proposals } = it.registry.as('bob');
    expect((await proposals.show(id)).verdicts).toEqual(failing);
    expect((await proposals.refresh(id)).verdicts).toEqual(failing);
    await expect(proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED', verdicts: failing });
  });

  test('when a pointer that was written by hand is to be published', async () => {
    const it = await scene();
    const { plan } = await it.registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'production', dryRun: true });
    await lose(it);
    const pointer = plan?.files.find((file) => file.path === irisProduction)?.content ?? '';
    await it.registry.edit({ [irisProduction]: pointer }, 'eve');
    const { published } = await it.registry.as('ann').stages.publish();
    expect(published).toMatchObject([{ state: 'unjudged', reason: expect.stringContaining('Not comparable') }]);
  });
});

test('an incumbent that was never measured, or on other bytes than the pinned ones, is measured while it is judged', async () => {
  const it = await scene();
  const id = await propose(it.registry, 'iris@1.0.1');
  await movePin(it, { withBytes: true });
  const { verdicts } = await it.registry.as('bob').proposals.refresh(id);
  expect(verdicts).toContainEqual(
    expect.objectContaining({
      gate: 'no-regression',
      verdict: 'pass',
      reason: expect.stringContaining('against 1.0.0'),
    }),
  );
  await it.registry.as('bob').proposals.merge(id);
  const { evaluations } = await it.registry.as('ann').models.show('iris@1.0.0');
  expect(evaluations.map(({ dataset }) => dataset.digest)).toEqual([digestOf(csv)]);
});
