import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { unreviewed } from './support/policies.ts';

const runs = process.env['MERGELINE_FULL'] ? 200 : 25;
const policy = unreviewed('', 'changes:\n  erasure: { gates: [] }\n');
const models = ['iris', 'rose'] as const;

type Step =
  | { readonly does: 'register'; readonly model: string; readonly weight: number }
  | { readonly does: 'erase' | 'promote'; readonly model: string; readonly patch: number }
  | { readonly does: 'gc' | 'withdraw'; readonly model: string };

const model = fc.constantFrom(...models);
const patch = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('register' as const), model, weight: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ does: fc.constantFrom('erase' as const, 'promote' as const), model, patch }),
  fc.record({ does: fc.constantFrom('gc' as const, 'withdraw' as const), model }),
);

/** A refusal is an answer too; anything else is a bug. */
async function take(registry: MemoryRegistry, it: Step, stage: string): Promise<void> {
  const ann = registry.as('ann');
  try {
    switch (it.does) {
      case 'register':
        await ann.models.register({ model: it.model, files: linearModel(it.weight) });
        break;
      case 'promote':
        await ann.stages.promote({ ref: `${it.model}@1.0.${it.patch}`, to: stage });
        break;
      case 'withdraw':
        await ann.stages.withdraw({ model: it.model, stage });
        break;
      case 'erase': {
        const { proposal } = await ann.models.erase(`${it.model}@1.0.${it.patch}`, { reason: 'consent' });
        if (proposal !== undefined) await ann.proposals.merge(proposal.id);
        break;
      }
      case 'gc':
        await ann.health.collectGarbage();
        break;
    }
  } catch (error) {
    if (!(error instanceof MergelineError) || error.exitCode === 1) throw error;
  }
}

interface Found {
  /** Digests of files of versions that are not erased; each was read. */
  readonly needed: ReadonlySet<string>;
  readonly erased: readonly Artifact[];
}

async function lookAround(registry: MemoryRegistry): Promise<Found> {
  const ann = registry.as('ann');
  const needed = new Set<string>();
  const erased: Artifact[] = [];
  for (const { model: name } of (await ann.models.list()).models) {
    for (const { version } of (await ann.models.versions(name)).versions) {
      const { manifest, status, stages } = await ann.models.show(`${name}@${version}`);
      if (status?.state === 'erased') {
        expect(stages).toEqual([]);
        erased.push(...manifest.artifacts);
      } else {
        for (const { digest } of manifest.artifacts) needed.add(digest);
        for (const file of (await ann.models.pull(`${name}@${version}`)).files) await buffer(file.open());
      }
    }
  }
  return { needed, erased };
}

test('after whatever was registered, promoted and erased, bytes are there exactly when a version needs them', async () => {
  let erasures = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      const store = new MemoryArtifactStore('local');
      const registry = await memoryRegistry(policy, { artifacts: store });
      for (const it of steps) await take(registry, it, 'development');

      const { needed, erased } = await lookAround(registry);
      erasures += erased.length;
      for (const artifact of erased) expect(await store.has(artifact)).toBe(needed.has(artifact.digest));
      const { health } = registry.as('ann');
      expect((await health.validate()).faults).toEqual([]);
      expect((await health.collectGarbage()).removed).toEqual([]);
    }),
    { numRuns: runs },
  );
  expect(erasures).toBeGreaterThan(0);
});
