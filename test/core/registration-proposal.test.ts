import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';

const gated = (gates: string, rest = '') =>
  reviewed('- gate: servable', `${rest}changes:\n  registration:\n    gates:\n${gates.replace(/^/gm, '      ')}\n`);
const approvals = gated('- gate: approvals\n  count: 1');
const open = reviewed('- gate: servable');

const proposed = (registry: MemoryRegistry, weight = 1, model = 'iris') =>
  registry.as('ann').models.register({ model, files: linearModel(weight), propose: true });

test('opens a proposal on request, also where the policy wants none, and merges it', async () => {
  const registry = await memoryRegistry(open);
  const { proposal, manifestDigest } = await proposed(registry);
  expect((await registry.as('ann').proposals.show(proposal?.id ?? '')).proposal).toMatchObject({
    kind: 'registration',
    state: 'open',
    model: 'iris',
    version: '1.0.0',
    stage: null,
  });
  const merged = await registry.as('bob').proposals.merge(proposal?.id ?? '');
  expect(merged).toMatchObject({ model: 'iris', version: '1.0.0', stage: null, published: null, created: true });
  expect(await registry.as('ann').models.show('iris@1.0.0')).toMatchObject({ manifestDigest });
  const [event] = (await registry.as('ann').models.history({ model: 'iris' })).events;
  expect(event).toMatchObject({ kind: 'registered', proposal: proposal?.id, commit: merged.commit });
});

test('merges both of two proposals that make the same model', async () => {
  const registry = await memoryRegistry(open);
  const [one, two] = [await proposed(registry, 1), await proposed(registry, 2)];
  expect([one.version, two.version]).toEqual(['1.0.0', '1.0.1']);
  await registry.as('bob').proposals.merge(two.proposal?.id ?? '');
  await registry.as('bob').proposals.merge(one.proposal?.id ?? '');
  expect((await registry.as('ann').models.versions('iris')).versions).toHaveLength(2);
});

test('lets a refresh leave the model as another proposal made it', async () => {
  const registry = await memoryRegistry(open);
  const one = await proposed(registry, 1);
  const described = { model: 'iris', files: linearModel(2), propose: true, description: 'Another one.' };
  const two = await registry.as('ann').models.register(described);
  await registry.as('bob').proposals.merge(one.proposal?.id ?? '');
  const made = await registry.read('models/iris/model.yaml');

  const id = two.proposal?.id ?? '';
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await registry.as('ann').proposals.refresh(id)).toMatchObject({ changed: true, stale: false });
  expect((await registry.as('bob').proposals.merge(id)).version).toBe('1.0.1');
  expect(await registry.read('models/iris/model.yaml')).toBe(made);
});

test('tells a proposal whose number was taken meanwhile to be registered again', async () => {
  const registry = await memoryRegistry(open);
  const { proposal } = await proposed(registry, 1);
  const id = proposal?.id ?? '';
  await registry.as('bob').models.register({ model: 'iris', files: linearModel(2) });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(registry.as('ann').proposals.refresh(id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('iris@1.0.0'),
    hint: expect.stringContaining(`mergeline proposal close ${id}`),
  });
});

test('refuses a proposal for a model whose name another has stood in the way of meanwhile', async () => {
  const registry = await memoryRegistry(open);
  const { proposal } = await proposed(registry, 1, 'risk/fraud');
  await registry.as('bob').models.register({ model: 'risk', files: linearModel(2) });
  await expect(registry.as('bob').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'integrity', verdict: 'fail' })]),
  });
});

test('is approved by owners that the registry names, not by those that the proposal brings', async () => {
  const policy = gated(
    '- gate: approvals\n  count: 1\n  by: [owners]',
    'owners:\n  - models: "iris*"\n    owners: [olga]\n',
  );
  const registry = await memoryRegistry(policy);
  const { proposal } = await registry.as('ann').models.register({
    model: 'iris',
    files: linearModel(1),
    owners: ['mallory'],
  });
  const id = proposal?.id ?? '';
  await registry.as('mallory').proposals.approve(id);
  await expect(registry.as('mallory').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('olga').proposals.approve(id);
  expect((await registry.as('olga').proposals.merge(id)).version).toBe('1.0.0');
});

const foreign = [
  ['policy', 'registry.yaml', gated('- gate: servable')],
  ['version of another model', 'models/rose/versions/1.0.0.yaml', 'x'],
  ['second version', 'models/iris/versions/1.0.1.yaml', 'x'],
  ['workflow', '.github/workflows/run.yml', 'on: push'],
  ['status', 'models/iris/status/1.0.0.yaml', 'x'],
] as const;

test.each(foreign)('brings along no %s', async (_, path, text) => {
  const registry = await memoryRegistry(open);
  const { proposal } = await proposed(registry);
  await registry.editOn(proposal?.branch ?? '', { [path]: text }, { as: 'ann' });
  await expect(registry.as('bob').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({ code: 'GATE_FAILED' });
  expect(await registry.paths()).toEqual(['registry.yaml']);
});

test.each([
  ['is no manifest', () => 'kind: ModelVersion\n', 'valid'],
  [
    'names bytes that no store has',
    (text: string) => text.replaceAll(/sha256:00bc6d8b/g, 'sha256:11bc6d8b'),
    'integrity',
  ],
  [
    'names another image than its content gives',
    (text: string) => text.replace(/created: "\d{4}/, 'created: "1999'),
    'integrity',
  ],
])('refuses a manifest edited on the branch so that it %s', async (_, change, gate) => {
  const registry = await memoryRegistry(open);
  const { proposal } = await proposed(registry);
  const path = 'models/iris/versions/1.0.0.yaml';
  const text = (await registry.read(path, proposal?.branch)) ?? '';
  expect(change(text)).not.toBe(text);
  await registry.editOn(proposal?.branch ?? '', { [path]: change(text) }, { as: 'ann' });
  await expect(registry.as('bob').proposals.merge(proposal?.id ?? '')).rejects.toMatchObject({
    verdicts: expect.arrayContaining([expect.objectContaining({ gate, verdict: 'fail' })]),
  });
});

test('lets nobody behind it approve it', async () => {
  const registry = await memoryRegistry(approvals);
  const { proposal } = await proposed(registry);
  const id = proposal?.id ?? '';
  await registry.as('ann').proposals.approve(id);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({
    code: 'APPROVAL_MISSING',
    message: expect.stringContaining('iris@1.0.0'),
  });
});

test('says that a promotion has to wait for the registration', async () => {
  const registry = await memoryRegistry(approvals);
  const answer = await registry.as('ann').models.register({
    model: 'iris',
    files: linearModel(1),
    stage: 'production',
  });
  expect(answer.promotion).toBeUndefined();
  expect(answer.warnings.join()).toContain('mergeline promote iris@1.0.0 --to production');
});

test.each([
  ['passes', 1, 'pass'],
  ['does not pass', -1, 'fail'],
])('a registration is measured on the data that its gates name, and %s', async (_, weight, verdict) => {
  const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
  const datasets = `datasets:
  - { name: flowers, digest: "${digestOf(csv)}", task: classification, target: label, path: flowers.csv }
`;
  const gates = '- gate: servable\n- gate: metric\n  metric: accuracy\n  min: 0.9\n  dataset: flowers';
  const registry = await memoryRegistry(gated(gates, datasets));
  await registry.edit({ 'flowers.csv': csv });
  const { proposal } = await proposed(registry, weight);
  const { verdicts } = await registry.as('bob').proposals.show(proposal?.id ?? '');
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'servable', verdict: 'pass' }));
  expect(verdicts).toContainEqual(expect.objectContaining({ gate: 'metric', verdict }));
});
