import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { MemoryImageStore } from '../../adapters/memory/memory-image-store.ts';
import type { DoctorAnswer } from '../../core/checks/doctor-answer.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { examineRegistry } from '../../core/examine-registry.ts';
import { registryTemplate } from '../../registry-schema/registry-template.ts';
import { editedWorkTree } from './support/edited-work-tree.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages, unreviewed } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, propose, registerIris } from './support/scenes.ts';

type Check = DoctorAnswer['checks'][number];
type DoctorContext = Parameters<typeof examineRegistry>[0];

const approvals = reviewed('- gate: approvals\n  count: 1');
const csv = 'x,y,side\n2,1,left\n';
const pinned = (gate: string) =>
  reviewed(
    gate,
    `datasets:\n  - name: sides\n    digest: "${digestOf(csv)}"\n    task: classification\n    target: side\n    path: sides.csv\n`,
  );

async function examine(registry: MemoryRegistry, change: Partial<DoctorContext> = {}): Promise<readonly Check[]> {
  const context = registry.contextOf('ann') as DoctorContext;
  return (await examineRegistry({ ...context, ...change })).checks;
}

/** What is not well, as one line for each. */
async function findings(registry: MemoryRegistry, change: Partial<DoctorContext> = {}): Promise<readonly string[]> {
  const checks = await examine(registry, change);
  return checks.filter(({ state }) => state !== 'ok').map(({ check, message }) => `${check}: ${message}`);
}

test('tells what a fresh registry still lacks, and how to enable it', async () => {
  const registry = await memoryRegistry(
    registryTemplate({ owner: 'ann', store: { name: 'local', type: 'oci-layout' } }),
  );

  const [comparison, ...others] = (await examine(registry)).filter(({ state }) => state !== 'ok');

  expect(others).toEqual([]);
  expect(comparison).toMatchObject({ group: 'policy', check: 'comparison', state: 'warning' });
  expect(comparison?.hint).toContain('take the # away from datasets');
  expect(comparison?.hint).toContain('sha256sum');
});

test('asks for the gate alone once a data set is pinned, and for nothing once both are there', async () => {
  const without = await memoryRegistry(pinned('- gate: servable'));
  const complete = await memoryRegistry(pinned('- gate: no-regression\n  dataset: sides\n  metrics: [accuracy]'));
  for (const registry of [without, complete]) await registry.edit({ 'sides.csv': csv });

  expect(await findings(without)).toEqual([expect.stringContaining('no stage has a no-regression gate on sides')]);
  expect(await findings(complete)).toEqual([]);
});

test('finds pinned data that are not there, or are others', async () => {
  const registry = await memoryRegistry(pinned('- gate: no-regression\n  dataset: sides\n  metrics: [accuracy]'));

  expect(await findings(registry)).toEqual([
    expect.stringContaining(
      'sides: no gate can measure a version on it: The bytes of sides are not in the registry at sides.csv',
    ),
  ]);
  await registry.edit({ 'sides.csv': 'x\n' });
  expect(await examine(registry)).toContainEqual(expect.objectContaining({ check: 'sides', state: 'problem' }));
});

test('warns of a model that nobody owns, and of a review that is overdue', async () => {
  const registry = await memoryRegistry(unreviewed());
  const now = registry.contextOf('ann').clock.now().slice(0, 10);
  await registry.as('ann').models.create({ model: 'iris', owners: ['ann'], nextReview: now });
  await registry.as('ann').models.create({ model: 'rose' });
  const models = async () => (await examine(registry)).filter(({ group }) => group === 'models');
  expect(await models()).toMatchObject([{ check: 'rose', state: 'warning', message: 'nobody owns it' }]);
  registry.clock.advance(3 * 86_400);
  expect((await models())[0]).toMatchObject({
    check: 'iris',
    message: `its review of ${now} is 3 days overdue`,
    hint: 'Review it, then: mergeline model edit iris --next-review YYYY-MM-DD',
  });
});

test('warns of bytes that nobody else can reach', async () => {
  const registry = await memoryRegistry(threeStages);

  expect(await findings(registry, { hasRemote: true })).toContainEqual(
    expect.stringMatching(/^stores: the registry has a remote, but .* only on this machine/),
  );
  expect(await findings(registry)).not.toContainEqual(expect.stringContaining('stores'));
});

test('warns of a model that has fewer owners than an approvals gate wants', async () => {
  const registry = await memoryRegistry(reviewed('- gate: approvals\n  count: 2\n  by: [owners]'));
  await registerIris(registry, 1);
  const owned = async (owners: string) => {
    await registry.edit({
      'models/iris/model.yaml': `apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\nowners: ${owners}\n`,
    });
    return (await findings(registry)).filter((finding) => finding.startsWith('iris:'));
  };

  expect(await owned('[]')).toEqual([
    'iris: nobody can approve it for production, which asks for 2 of owners',
    'iris: nobody owns it',
  ]);
  expect(await owned('[ann, github:Ann]')).toEqual([
    'iris: only 1 can approve it for production, which asks for 2 of owners',
  ]);
  expect(await owned('[ann, bea]')).toEqual([]);
});

test('warns of a registry.yaml that was edited and not committed', async () => {
  const registry = await memoryRegistry(threeStages);
  const edited = (text: string) => ({ workTree: editedWorkTree({ 'registry.yaml': text }) });
  const warning = 'registry.yaml: is edited here and not committed; the committed one counts';

  expect(await findings(registry, edited(`${threeStages}# more\n`))).toContain(warning);
  expect(await findings(registry, edited((await registry.read('registry.yaml')) ?? ''))).not.toContain(warning);
});

test('tells where writes go, what stops them, and who acts', async () => {
  const registry = await memoryRegistry(threeStages);
  const checks = await examine(registry, {
    examineSurroundings: async () => ({
      identity: 'login',
      writes: { kind: 'undecided', remote: 'origin' },
      unfinished: [{ folder: '/home/ann/models', step: 'merge' }],
    }),
  });

  expect(checks).toContainEqual(
    expect.objectContaining({ check: 'writes', hint: expect.stringContaining('git config mergeline.remote origin') }),
  );
  expect(checks).toContainEqual(
    expect.objectContaining({
      state: 'problem',
      message: expect.stringContaining('/home/ann/models is in the middle of a merge'),
    }),
  );
  expect(checks).toContainEqual(
    expect.objectContaining({
      group: 'you',
      state: 'warning',
      message: expect.stringContaining('you act as ann, by the login'),
    }),
  );
});

test('tells how the name of who acts is known', async () => {
  const registry = await memoryRegistry(threeStages);

  expect(await examine(registry)).toContainEqual(
    expect.objectContaining({
      check: 'identity',
      state: 'ok',
      message: 'you act as ann, by --as: asserted, not verified',
    }),
  );
});

test('warns of a folder that Git would be slow with', async () => {
  const registry = await memoryRegistry(threeStages);
  const models = Array.from({ length: 3_001 }, (_, index) => [`models/m${index}/README.md`, '']);
  await registry.edit(Object.fromEntries(models));

  expect(await findings(registry)).toContainEqual('models: has 3001 entries; Git slows down from 3000');
});

test('finds what a stage holds and nobody shipped, or somebody removed', async () => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  const { plan } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev', dryRun: true });
  const [file] = plan?.files ?? [];
  await registry.edit({ [file?.path ?? '']: file?.content ?? '' });

  expect(await findings(registry)).toContainEqual(
    'iris@development: 1.0.0 is not published, and nothing shows yet that it may hold it',
  );
  await registry.as('ann').stages.publish();
  expect(await examine(registry)).toContainEqual(expect.objectContaining({ check: 'stages', state: 'ok' }));

  const elsewhere = new MemoryArtifactStore('elsewhere');
  expect(await findings(registry, { openImages: () => new MemoryImageStore(elsewhere) })).toContainEqual(
    expect.stringMatching(/^iris@development: the image of 1\.0\.0 \(sha256:.*\) is gone/),
  );
  expect(await examine(registry, { openStore: () => elsewhere })).toContainEqual(
    expect.objectContaining({ check: 'iris@development', state: 'problem' }),
  );
});

test('lists waivers while they are in force', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  const until = '2026-03-02T00:00:00Z';
  const waivers = [{ gate: 'parity', reason: 'known', by: 'ann', until }];
  await registry.edit({ [irisProduction]: pointerText({ ...(await pointerOf(registry)), generation: 2, waivers }) });

  expect(await findings(registry)).toContainEqual(
    `iris@production: the gate parity is waived until ${until}, as ann asked: known`,
  );
  registry.clock.advance(86_400);
  expect((await findings(registry)).join('\n')).not.toContain('waived');
});

test('lists a hold until it ends', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1);
  await bringTo(registry, 'iris@1.0.0');
  const until = '2026-03-02T00:00:00Z';
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'freeze', until });

  expect(await findings(registry)).toContainEqual(`iris@production: held by ann until ${until}: freeze`);
  registry.clock.advance(86_400);
  expect((await findings(registry)).join('\n')).not.toContain('held by');
});

test('finds proposals that do not fit any more', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  const id = await propose(registry, 'iris@1.0.1');
  expect(await examine(registry)).toContainEqual(
    expect.objectContaining({ group: 'proposals', state: 'ok', message: '1 proposal open, none is stale' }),
  );

  await bringTo(registry, 'iris@1.0.0');

  expect(await examine(registry)).toContainEqual(
    expect.objectContaining({ check: id, state: 'warning', hint: `mergeline proposal refresh ${id}` }),
  );
});

test('goes on without a policy that can be read', async () => {
  const registry = await memoryRegistry(threeStages);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(1) });
  await registry.edit({ 'registry.yaml': 'stages: [\n' });

  const checks = await examine(registry);

  expect(checks).toContainEqual(expect.objectContaining({ check: 'files', state: 'problem' }));
  expect(checks).toContainEqual(expect.objectContaining({ check: 'identity' }));
});
