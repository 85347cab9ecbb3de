import { expect, test } from 'vitest';
import type { ModelName } from '../../core/domain/names.ts';
import type { ProposalKind } from '../../core/domain/records.ts';
import type { Version } from '../../core/domain/version.ts';
import { proposeChange } from '../../core/proposals/propose-change.ts';
import { snapshotAt } from '../../core/reading/snapshot-at.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';

const owners = 'owners:\n  - { models: "*", owners: [olga] }\n  - { models: "iris*", owners: [ivy] }\n';
const guarded = reviewed('- gate: servable', owners);
const unguarded = reviewed(
  '- gate: servable',
  `${owners}changes:\n  policy: { gates: [] }\n  erasure: { gates: [] }\n`,
);
const modelFile = 'models/iris/model.yaml';

async function withIris(policy: string): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(policy);
  await registry.as('rita').models.register({ model: 'iris', files: linearModel(1), owners: ['mona'] });
  return registry;
}

/** What somebody pushes to a branch and opens a proposal for. */
async function propose(
  registry: MemoryRegistry,
  kind: ProposalKind,
  files: Readonly<Record<string, string | null>>,
  { model = 'iris', version }: { readonly model?: string; readonly version?: string } = {},
): Promise<string> {
  const context = registry.contextOf('ann');
  const edits = Object.entries(files).map(([path, text]) =>
    text === null ? { path, remove: true as const } : { path, bytes: new TextEncoder().encode(text) },
  );
  const { proposal } = await proposeChange(
    {
      kind,
      topic: `${kind}/1`,
      base: await snapshotAt(context),
      edits,
      message: 'change something',
      model: model as ModelName,
      version: version as Version | undefined,
      reason: '',
    },
    context,
  );
  return proposal.id;
}

async function describedIris(registry: MemoryRegistry, line = 'description: "Other words."'): Promise<string> {
  return `${await registry.read(modelFile)}\n${line}\n`;
}

const merge = (registry: MemoryRegistry, id: string, as = 'zoe') => registry.as(as).proposals.merge(id);
const approve = (registry: MemoryRegistry, id: string, ...actors: readonly string[]) =>
  Promise.all(actors.map((actor) => registry.as(actor).proposals.approve(id)));

test.each(['mona', 'ivy', 'olga'])('a changed model is approved by its owner %s', async (owner) => {
  const registry = await withIris(guarded);
  const id = await propose(registry, 'policy', { [modelFile]: await describedIris(registry) });
  await expect(merge(registry, id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await approve(registry, id, owner);
  expect(await merge(registry, id)).toMatchObject({ model: 'iris', stage: null, created: true });
  expect(await registry.read(modelFile)).toContain('Other words.');
});

test('owners that the proposal names decide on nothing', async () => {
  const registry = await withIris(guarded);
  const text = (await registry.read(modelFile))?.replace('mona', 'mallory') ?? '';
  expect(text).toContain('mallory');
  const id = await propose(registry, 'policy', { [modelFile]: text });
  await approve(registry, id, 'mallory');
  await expect(merge(registry, id, 'mallory')).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('the card of a model is changed and taken away like the model itself', async () => {
  const registry = await withIris(guarded);
  const card = 'models/iris/README.md';
  for (const text of ['# Iris\n', '# Iris, again\n', null]) {
    const id = await propose(registry, 'policy', { [card]: text });
    await expect(merge(registry, id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await approve(registry, id, 'mona');
    await merge(registry, id);
    expect(await registry.read(card)).toBe(text ?? undefined);
  }
});

test('the policy is changed with the approval of who owns all models, whatever model the proposal names', async () => {
  const registry = await withIris(guarded);
  const id = await propose(registry, 'policy', { 'registry.yaml': guarded.replace('olga', 'mallory') });
  await approve(registry, id, 'mona', 'ivy', 'mallory');
  await expect(merge(registry, id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await approve(registry, id, 'olga');
  await merge(registry, id);
  expect(await registry.read('registry.yaml')).toContain('mallory');
});

test('a policy without gates for changes lets anyone merge them', async () => {
  const registry = await withIris(unguarded);
  const id = await propose(registry, 'policy', { [modelFile]: await describedIris(registry) });
  expect(await merge(registry, id, 'ann')).toMatchObject({ created: true });
});

test('a rejection stands where no gate asks for approvals', async () => {
  const registry = await withIris(unguarded);
  const id = await propose(registry, 'policy', { [modelFile]: await describedIris(registry) });
  await registry.as('mona').proposals.reject(id, { comment: 'No.' });
  await expect(merge(registry, id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('a policy that cannot work is not merged, whoever approves it', async () => {
  const registry = await withIris(guarded);
  const id = await propose(registry, 'policy', {
    'registry.yaml': guarded.replace('gate: servable', 'gate: unheard-of'),
  });
  await approve(registry, id, 'olga');
  await expect(merge(registry, id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'valid', verdict: 'fail' })]),
  });
});

test.each<[string, ProposalKind, (registry: MemoryRegistry) => Promise<Record<string, string | null>>]>([
  ['a registration that changes a model', 'registration', async (it) => ({ [modelFile]: await describedIris(it) })],
  ['an evaluation that changes the policy', 'evaluation', async () => ({ 'registry.yaml': guarded })],
  [
    'a policy and a model at once',
    'policy',
    async (it) => ({ 'registry.yaml': guarded, [modelFile]: await describedIris(it) }),
  ],
  [
    'a model and the workflows',
    'policy',
    async (it) => ({ [modelFile]: await describedIris(it), '.github/workflows/x.yml': 'on: push\n' }),
  ],
  ['a model of another name', 'policy', async () => ({ 'models/rose/README.md': '# Rose\n' })],
  ['a manifest that is changed', 'policy', async () => ({ 'models/iris/versions/1.0.0.yaml': 'x' })],
  ['a manifest that is deleted', 'policy', async () => ({ 'models/iris/versions/1.0.0.yaml': null })],
  ['a model that is deleted', 'policy', async () => ({ [modelFile]: null })],
  ['a policy that is deleted', 'policy', async () => ({ 'registry.yaml': null })],
  ['an erasure that changes a model', 'erasure', async (it) => ({ [modelFile]: await describedIris(it) })],
])('nothing lets %s through', async (_, kind, filesOf) => {
  const registry = await withIris(unguarded);
  const tip = await registry.tip();
  const id = await propose(registry, kind, await filesOf(registry));
  await approve(registry, id, 'mona', 'ivy', 'olga');
  await expect(merge(registry, id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'changes', verdict: 'fail' })]),
  });
  expect(await registry.tip()).toBe(tip);
});

test('says only of approvals that a gate accepts that they count', async () => {
  const registry = await withIris(guarded);
  const id = await propose(registry, 'policy', { [modelFile]: await describedIris(registry) });
  await approve(registry, id, 'mona', 'zoe');
  const { reviews } = await registry.as('ann').proposals.show(id);
  expect(reviews.map(({ actor, counts }) => [actor, counts])).toEqual(
    expect.arrayContaining([
      ['mona', true],
      ['zoe', false],
    ]),
  );
});

test('a model that changed meanwhile has to be asked for again', async () => {
  const registry = await withIris(unguarded);
  const id = await propose(registry, 'policy', { [modelFile]: await describedIris(registry) });
  await registry.edit({ [modelFile]: await describedIris(registry, 'description: "Words in between."') });
  await expect(merge(registry, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(registry.as('ann').proposals.refresh(id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(modelFile),
  });
});
