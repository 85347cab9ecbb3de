import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { Parity } from '../../core/domain/manifest.ts';
import { derivationFaultsOf } from '../../core/judging/find-derivation-faults.ts';
import type { ModelConverter } from '../../core/ports/model-toolchain.ts';
import { readPolicy } from '../../core/reading/read-registry.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
const pinned = `datasets:
  - { name: flowers, digest: "${digestOf(csv)}", task: classification, target: label, path: flowers.csv }
`;
const gates = '- gate: scan\n- gate: parity\n- gate: metric\n  metric: accuracy\n  min: 0.9\n  dataset: flowers';
const manifest = 'models/iris/versions/1.0.0.yaml';

async function withData(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(reviewed(gates, pinned));
  await registry.edit({ 'flowers.csv': csv });
  return registry;
}

test.each([
  ['scan', /(verdict: )"allowed"/, '$1"unknown"'],
  ['signature', /"left"/, '"up"'],
  ['source', /(source:\n(?: {2}.*\n)*? {2}format: )".*"/, '$1"joblib"'],
])('a proposed manifest whose %s is not that of its files is not registered', async (field, pattern, forged) => {
  const registry = await withData();
  const { proposal } = await registry
    .as('mallory')
    .models.register({ model: 'iris', files: linearModel(1), propose: true });
  const { id = '', branch = '' } = proposal ?? {};
  const text = (await registry.read(manifest, branch)) ?? '';
  expect(text).toMatch(pattern);
  await registry.editOn(branch, { [manifest]: text.replace(pattern, forged) }, { as: 'mallory' });
  await expect(registry.as('rita').proposals.merge(id)).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'integrity', reason: expect.stringContaining(`manifest's ${field}`) }),
    ]),
  });
});

test('a manifest that was written by hand into the registry says nothing for its files either', async () => {
  const registry = await withData();
  const { branch = '' } =
    (await registry.as('mallory').models.register({ model: 'iris', files: linearModel(1), propose: true })).proposal ??
    {};
  const text = (await registry.read(manifest, branch)) ?? '';
  const model = (await registry.read('models/iris/model.yaml', branch)) ?? '';
  const forged = text.replace('"left"', '"up"');
  await registry.edit({ [manifest]: forged, 'models/iris/model.yaml': model }, 'mallory');
  await expect(propose(registry, 'iris@1.0.0')).rejects.toMatchObject({
    code: 'GATE_FAILED',
    details: expect.arrayContaining([
      expect.objectContaining({ path: 'integrity', message: expect.stringContaining("manifest's signature") }),
    ]),
  });
});

async function proposeEvaluation(change: (text: string) => string): Promise<{ registry: MemoryRegistry; id: string }> {
  const registry = await withData();
  await registerIris(registry, -1);
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  const [path = ''] = (await registry.paths()).filter((it) => it.includes('/evaluations/1.0.0/'));
  const honest = (await registry.read(path)) ?? '';
  await registry.edit({ [path]: null }, 'mallory');
  const { proposal } = await registry
    .as('mallory')
    .models.register({ model: 'iris', files: linearModel(2), propose: true });
  const { id = '', branch = '' } = proposal ?? {};
  const digest = digestOf(
    new TextEncoder().encode((await registry.read('models/iris/versions/1.0.1.yaml', branch)) ?? ''),
  );
  const text = honest.replace(/"1\.0\.0"/g, '"1.0.1"').replace(/(manifestDigest: ).*/, `$1"${digest}"`);
  const files = { [path.replace('/1.0.0/', '/1.0.1/')]: change(text) };
  await registry.editOn(branch, files, { as: 'mallory' });
  return { registry, id };
}

test.each<[string, (text: string) => string, RegExp]>([
  ['numbers that are not so', (text) => text, /It says accuracy is 0.5; computed again it is 1/],
  ['a date to come', (text) => text.replace(/^(at: ).*$/m, '$1"2099-01-01T00:00:00Z"'), /still to come/],
  [
    'data that nobody has here',
    (text) => text.replace(digestOf(csv), digestOf('other')),
    /does not lie in the registry/,
  ],
])('a proposed evaluation with %s is refused', async (_, change, reason) => {
  const { registry, id } = await proposeEvaluation(change);
  await expect(registry.as('rita').proposals.merge(id)).rejects.toMatchObject({
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'evidence', verdict: 'fail', reason: expect.stringMatching(reason) }),
    ]),
  });
});

const intervalsOf = /^intervals:\n(?: .*\n)+/m;

/** With the numbers that the proposed version really has. */
async function honestEvaluation(): Promise<(text: string) => string> {
  const other = await withData();
  await registerIris(other, 2);
  const { metrics, plan } = await other.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', dryRun: true });
  const [intervals = ''] = intervalsOf.exec(plan?.files[0]?.content ?? '') ?? [];
  return (text) =>
    text
      .replace(/^( {2}([a-z0-9_]+): ).*$/gm, (line, lead, name) => (name in metrics ? `${lead}${metrics[name]}` : line))
      .replace(intervalsOf, intervals);
}

test('a proposed evaluation that comes out the same is registered', async () => {
  const { registry, id } = await proposeEvaluation(await honestEvaluation());
  expect((await registry.as('rita').proposals.merge(id)).verdicts).toContainEqual({
    gate: 'evidence',
    verdict: 'pass',
    reason: 'Computed again on flowers: the same numbers.',
  });
});

test('a proposed evaluation with a wider interval, in which a regression would hide, is refused', async () => {
  const honest = await honestEvaluation();
  const { registry, id } = await proposeEvaluation((text) => {
    const forged = honest(text).replace(/^(intervals:\n(?: .*\n)*? +accuracy:(?:\n| ).*?)0\.5\d+/m, '$10.1');
    expect(forged).not.toBe(honest(text));
    return forged;
  });
  await expect(registry.as('rita').proposals.merge(id)).rejects.toMatchObject({
    verdicts: expect.arrayContaining([
      expect.objectContaining({
        gate: 'evidence',
        verdict: 'fail',
        reason: expect.stringMatching(/^It says the lower end of accuracy is 0.1; computed again it is 0.5/),
      }),
    ]),
  });
});

const parity: Parity = {
  between: ['interpreter', 'onnxruntime'],
  rows: 10,
  maxAbsolute: 1e-16,
  maxRelative: 1e-15,
  labelsDiffering: 0,
  tolerance: 1e-9,
  sampleDigest: digestOf('sample'),
};

test.each<[string, Partial<Parity>, readonly string[]]>([
  ['differ in their last digits', { maxAbsolute: 3e-16, maxRelative: 2e-15 }, []],
  ['are other ones', { maxAbsolute: 0.1 }, ["The manifest's conversion is not what its files give."]],
  ['were compared on other rows', { rows: 1 }, ["The manifest's conversion is not what its files give."]],
])('answers of two processors that %s', async (_, claimed, faults) => {
  const registry = await withData();
  await registerIris(registry, 1);
  const context = registry.contextOf('ann');
  const { manifest: accepted } = await registry.as('ann').models.show('iris@1.0.0');
  const conversion = { outcome: 'converted', converter: 1, parity, warnings: [] } as const;
  const converter: ModelConverter = {
    inspect: (files) => context.converter.inspect(files),
    convert: async (files) => ({ ...(await context.converter.convert(files)), conversion }),
  };
  const forged = { ...accepted, conversion: { ...conversion, parity: { ...parity, ...claimed } } };
  const policy = await readPolicy(await context.repository.snapshot(await registry.tip()));
  const digest = digestOf(JSON.stringify(claimed));
  expect(await derivationFaultsOf(forged, digest, policy, { ...context, converter })).toEqual(faults);
});
