import { expect, test } from 'vitest';
import type { Registry } from '../../../core/registry.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, propose, registerIris } from '../support/scenes.ts';

const policy = `${threeStages}        waivable: [wim]
    breakGlass: [guy]
    rollback: { gates: [] }
datasets:
  - { name: test, digest: "sha256:${'0'.repeat(64)}", task: classification, target: label }
`;

/** What is no notice: an auditor must not be called for it. */
async function faultsIn(registry: MemoryRegistry): Promise<readonly string[]> {
  const { findings } = await registry.as('aud').evidence.audit({});
  return findings.filter(({ severity }) => severity !== 'notice').map(({ kind, what }) => `${kind}: ${what}`);
}

async function through(registry: MemoryRegistry, ref: string): Promise<void> {
  await registry.as('ann').stages.promote({ ref, to: 'development' });
  const id = await propose(registry, ref, 'staging');
  await registry.as('cid').proposals.merge(id);
  await bringTo(registry, ref);
}

test('a registry in which everything came by commands gives no fault', async () => {
  const registry = await memoryRegistry(policy);
  await registerIris(registry, 1, 2, 3);
  await through(registry, 'iris@1.0.0');
  await through(registry, 'iris@1.0.1');
  const { stages, models, proposals } = registry.as('ann');
  await stages.hold({ model: 'iris', stage: 'production', reason: 'sale' });
  await stages.unhold({ model: 'iris', stage: 'production', reason: 'over' });
  await merge(registry, (await stages.rollback({ model: 'iris', stage: 'production', reason: 'odd' })).proposal?.id);
  await models.deprecate('iris@1.0.1', { reason: 'old' });
  await models.yank('iris@1.0.1', { reason: 'wrong' }).catch(() => undefined);
  await models.yank('iris@1.0.2', { reason: 'wrong' });
  const closed = await propose(registry, 'iris@1.0.1');
  await proposals.close(closed);
  await brokenAndApproved(registry);
  await merge(registry, (await stages.withdraw({ model: 'iris', stage: 'production', reason: 'gone' })).proposal?.id);
  expect(await faultsIn(registry)).toEqual([]);
});

async function merge(registry: MemoryRegistry, id = ''): Promise<void> {
  await registry.as('bob').proposals.approve(id);
  await registry.as('bob').proposals.merge(id);
}

async function brokenAndApproved(registry: MemoryRegistry): Promise<void> {
  const id = await propose(registry, 'iris@1.0.1');
  const guy: Registry = registry.as('guy');
  await guy.proposals.merge(id, { breakGlass: true, reason: 'it burns' });
  await registry.as('bob').proposals.approve(id);
  await guy.stages.unhold({ model: 'iris', stage: 'production', reason: 'looked at' });
}

test('what writers do at once gives no fault', async () => {
  const registry = await memoryRegistry(threeStages);
  const models = Array.from({ length: 6 }, (_, at) => ({ model: `m-${at % 3}`, files: linearModel(at + 1) }));
  await Promise.all(models.map((request, at) => registry.as(`user-${at}`).models.register(request)));
  await Promise.all(
    ['m-0@1.0.0', 'm-0@1.0.1', 'm-1@1.0.0', 'm-2@1.0.0'].map((ref) =>
      registry.as('ann').stages.promote({ ref, to: 'development' }),
    ),
  );
  await Promise.all([registry.as('ann').stages.publish(), registry.as('bob').stages.publish()]);
  expect(await faultsIn(registry)).toEqual([]);
});
