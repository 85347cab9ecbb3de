import { expect, test } from 'vitest';
import type { Pointer } from '../../../core/domain/records.ts';
import type { Version } from '../../../core/domain/version.ts';
import { recordJudgement } from '../../../core/judging/judge-once.ts';
import { forgeRecords } from '../../core/support/forge-records.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from '../../core/support/memory-registry.ts';
import { reviewed } from '../../core/support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, registerIris } from '../../core/support/scenes.ts';

const verified = reviewed('- gate: approvals\n  count: 1\n  verifiedIdentity: true');

async function proposed(): Promise<{ registry: MemoryRegistry; id: string }> {
  const registry = await memoryRegistry(verified);
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  return { registry, id: proposal?.id ?? '' };
}

test('a review that was edited to say verified is no review', async () => {
  const { registry, id } = await proposed();
  await registry.as('bob').proposals.approve(id);
  await forgeRecords(registry, (path, text) =>
    path.includes('/reviews/') ? text.replace('"asserted"', '"verified"') : undefined,
  );

  expect((await registry.as('ann').proposals.show(id)).reviews).toEqual([]);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('a proposal that names the registry branch as its own cannot take it away', async () => {
  const { registry, id } = await proposed();
  await forgeRecords(registry, (path, text) =>
    path.endsWith('/proposal.yaml') ? text.replace(/^branch: .*$/m, 'branch: "main"') : undefined,
  );

  await expect(registry.as('ann').proposals.close(id)).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect(await registry.repository.tip('main')).toBeDefined();
});

test('a judgement written by hand ships no yanked version', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(2) });
  await registry.as('ann').models.yank('iris@1.0.1', { reason: 'wrong labels' });
  const yanked = await registry.as('ann').models.show('iris@1.0.1');
  const pointer = await pointerOf(registry);
  const next: Pointer = {
    ...pointer,
    version: '1.0.1' as Version,
    manifestDigest: yanked.manifestDigest,
    image: { digest: yanked.manifest.dataImage?.digest ?? yanked.manifestDigest, base: 'none', composer: 1 },
    generation: 2,
    replaces: pointer.version,
  };
  await registry.edit({ [irisProduction]: pointerText(next) }, 'mallory');
  const context = registry.contextOf('mallory');
  const commit = await registry.tip();
  await recordJudgement({ pointer: next, commit, policyCommit: commit }, { verdicts: [], approvals: [] }, context);

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'refused', reason: expect.stringContaining('yanked: wrong labels') },
  ]);
});

test('a closed proposal approves nothing that comes in all the same', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 1'));
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  const { branch = '', id = '' } = proposal ?? {};
  await registry.as('bob').proposals.approve(id);
  const proposedText = (await registry.read(irisProduction, branch)) ?? '';
  await registry.as('bob').proposals.close(id, { reason: 'no' });

  await registry.edit({ [irisProduction]: proposedText }, 'ann');

  expect((await registry.as('ann').stages.publish()).published).toMatchObject([
    { state: 'unjudged', reason: expect.stringContaining('approvals') },
  ]);
});
