import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditAnswer } from '../../../core/audit/audit-answer.ts';
import { MergelineError } from '../../../core/errors.ts';
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
  return faultsOf(await registry.as('aud').evidence.audit({}));
}

function faultsOf({ findings }: AuditAnswer): readonly string[] {
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

test('changes that were approved give no fault', async () => {
  const approved = 'gates: [{ gate: approvals, count: 1 }]';
  const changes = `changes:\n  registration: { ${approved} }\n  evaluation: { ${approved} }\n  erasure: { ${approved} }\n`;
  const registry = await memoryRegistry(`${threeStages}${changes}`);
  const { models } = registry.as('ann');
  const { proposal } = await models.register({ model: 'iris', files: linearModel(1) });
  await merge(registry, proposal?.id);
  const { proposal: erasure } = await models.erase('iris@1.0.0', { reason: 'must go' });
  await merge(registry, erasure?.id);
  const { counts } = await registry.as('aud').evidence.audit({});
  expect(counts).toMatchObject({ versions: 1 });
  expect(await faultsIn(registry)).toEqual([]);
});

test.each<[string, boolean]>([
  ['merged', true],
  ['squashed', false],
])('an approved change that somebody %s by hand gives no fault', async (_, isMerged) => {
  const approved = '{ gates: [{ gate: approvals, count: 1 }] }';
  const registry = await memoryRegistry(`${threeStages}changes: { registration: ${approved}, policy: ${approved} }\n`);
  const { models } = registry.as('ann');
  const bring = async (proposal: { readonly id: string; readonly branch: string } | undefined, ...paths: string[]) => {
    const { id = '', branch = '' } = proposal ?? {};
    await registry.as('bob').proposals.approve(id);
    const files = await Promise.all(paths.map(async (path) => [path, (await registry.read(path, branch)) ?? null]));
    const graft = isMerged ? { mergedFrom: [await registry.tip(branch)] } : {};
    await registry.editOn('main', Object.fromEntries(files), { as: 'pat', ...graft });
  };
  const version = 'models/iris/versions/1.0.0.yaml';
  await bring(
    (await models.register({ model: 'iris', files: linearModel(1) })).proposal,
    'models/iris/model.yaml',
    version,
  );
  await bring((await models.edit({ model: 'iris', owners: ['olga'] })).proposal, 'models/iris/model.yaml');
  expect(await faultsIn(registry)).toEqual([]);
  await registry.edit({ 'models/iris/versions/1.0.1.yaml': (await registry.read(version)) ?? null }, 'eve');
  expect(await faultsIn(registry)).toEqual([expect.stringContaining('The registration of iris@1.0.1')]);
});

/** What a team may do next, in any order. What is refused is no change. */
const steps: readonly ((registry: MemoryRegistry, pick: number) => Promise<unknown>)[] = [
  (registry, pick) => registry.as('ann').models.register({ model: 'iris', files: linearModel(pick + 1) }),
  (registry, pick) => through(registry, `iris@1.0.${pick % 3}`),
  async (registry, pick) => {
    const { proposal } = await registry.as('ann').stages.promote({ ref: `iris@1.0.${pick % 3}`, to: 'prod' });
    if (proposal === undefined) return;
    await registry.as('bob').proposals.approve(proposal.id);
    const { head } = (await registry.contextOf('bob').forge.find(proposal.id)) ?? {};
    const { branch } = proposal;
    const pointer = await registry.read('models/iris/stages/production.yaml', branch);
    const mergedFrom = pick % 2 === 0 && head ? { mergedFrom: [head] } : {};
    await registry.editOn(
      'main',
      { 'models/iris/stages/production.yaml': pointer ?? null },
      { as: 'pat', ...mergedFrom },
    );
    await registry.as('bob').stages.publish();
  },
  (registry) => registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'sale' }),
  (registry) => registry.as('ann').stages.unhold({ model: 'iris', stage: 'production', reason: 'over' }),
  async (registry) => {
    const { proposal } = await registry
      .as('ann')
      .stages.rollback({ model: 'iris', stage: 'production', reason: 'odd' });
    await merge(registry, proposal?.id);
  },
  async (registry) => {
    const { proposal } = await registry.as('ann').stages.withdraw({ model: 'iris', stage: 'production' });
    await merge(registry, proposal?.id);
  },
  (registry, pick) => registry.as('ann').models.yank(`iris@1.0.${pick % 4}`, { reason: 'wrong' }),
  (registry, pick) => registry.as('ann').models.deprecate(`iris@1.0.${pick % 4}`, { reason: 'old' }),
  (registry) => brokenAndApproved(registry),
  (registry, pick) => registry.edit({ 'models/iris/README.md': `# Iris ${pick}\n` }, 'ann'),
  // Never back to what it was: that is worth an auditor's look.
  async (registry, pick) =>
    registry.edit({ 'registry.yaml': `${await registry.read('registry.yaml')}# ${pick}\n` }, 'ann'),
];

test('whatever a team does with commands, merges and squashes gives no fault', async () => {
  const life = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(5)), { minLength: 3, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(life, async (moves) => {
      const registry = await memoryRegistry(policy);
      await registerIris(registry, 7, 8, 9);
      await through(registry, 'iris@1.0.0');
      for (const [step, pick] of moves) await orRefused(() => steps[step]?.(registry, pick) ?? Promise.resolve());
      const audit = await registry.as('aud').evidence.audit({});
      expect(faultsOf(audit)).toEqual([]);
      expect(audit.promotions.length).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: process.env['MERGELINE_FULL'] ? 200 : 12 },
  );
}, 120_000);

async function orRefused(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const isRefusal = error instanceof MergelineError || String(error).includes('no proposal was opened');
    if (!isRefusal) throw error;
  }
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
