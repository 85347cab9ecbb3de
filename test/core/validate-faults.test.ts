import { expect, test } from 'vitest';
import { linearModel, type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, registerIris } from './support/scenes.ts';

const manifest = 'models/iris/versions/1.0.0.yaml';

async function inUse(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0', 'staging');
  await bringTo(registry, 'iris@1.0.0');
  return registry;
}

test('finds nothing in what the tool wrote', async () => {
  const registry = await inUse();
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'look' });
  await registry.as('ann').models.deprecate('iris@1.0.1', { reason: 'old' });
  const answer = await registry.as('ann').health.validate();
  expect(answer).toEqual({ files: 7, records: 14, edited: [], faults: [], registryCommit: await registry.tip() });
});

type Edits = Readonly<Record<string, string | null>>;
/** Stands for the text of the manifest of 1.0.0, in another place. */
const sameManifest = 'same';

test.each<[string, Edits, { file: string; message: RegExp }]>([
  [
    'a misspelt field',
    { 'models/iris/model.yaml': 'nmae: x\n' },
    { file: 'models/iris/model.yaml', message: /no field/ },
  ],
  ['a policy that cannot be read', { 'registry.yaml': 'stages: [\n' }, { file: 'registry.yaml', message: /YAML/ }],
  [
    'a manifest in another place than its own',
    { 'models/iris/versions/9.0.0.yaml': sameManifest },
    { file: 'models/iris/versions/9.0.0.yaml', message: /1\.0\.0/ },
  ],
  [
    'a stray file among the versions',
    { 'models/iris/versions/notes.txt': 'x' },
    { file: 'models/iris/versions/notes.txt', message: /must end in \.yaml/ },
  ],
  [
    'a version that is no version',
    { 'models/iris/versions/latest.yaml': 'x' },
    { file: 'models/iris/versions/latest.yaml', message: /not named after a full version/ },
  ],
  [
    'files of a model that has no model.yaml',
    { 'models/iris/model.yaml': null },
    { file: 'models/iris/versions/1.0.1.yaml', message: /no model/ },
  ],
  [
    'a pointer to a version that is gone',
    { [manifest]: null },
    { file: irisProduction, message: /no version 1\.0\.0/ },
  ],
])('finds %s', async (_, edits, fault) => {
  const registry = await inUse();
  const same = (await registry.read(manifest)) ?? '';
  const real = Object.entries(edits).map(([path, text]) => [path, text === sameManifest ? same : text]);
  await registry.edit(Object.fromEntries(real));
  const { faults } = await registry.as('ann').health.validate();
  expect(faults).toContainEqual(
    expect.objectContaining({ file: fault.file, message: expect.stringMatching(fault.message) }),
  );
});

test('finds an edited manifest also in the pointer that names it', async () => {
  const registry = await inUse();
  const text = (await registry.read(manifest)) ?? '';
  await registry.edit({ [manifest]: text.replace('registeredBy: "ann"', 'registeredBy: "eve"') });
  const { faults } = await registry.as('ann').health.validate();
  expect(faults).toContainEqual(
    expect.objectContaining({ file: manifest, message: expect.stringContaining('made once') }),
  );
  expect(faults).toContainEqual(expect.objectContaining({ file: irisProduction, path: 'manifestDigest' }));
});

test('finds a pointer to a yanked version', async () => {
  const registry = await inUse();
  const status = `apiVersion: mergeline.dev/v1\nkind: VersionStatus\nmodel: iris\nversion: "1.0.0"\nstate: yanked\nreason: leaks\nby: eve\nat: "2026-03-01T12:00:00Z"\n`;
  await registry.edit({ 'models/iris/status/1.0.0.yaml': status });
  const { faults } = await registry.as('ann').health.validate();
  expect(faults).toContainEqual(
    expect.objectContaining({ file: irisProduction, message: expect.stringContaining('yanked: leaks') }),
  );
});

test('finds a git revert of a pointer and names the rollback', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const first = pointerText(await pointerOf(registry));
  await bringTo(registry, 'iris@1.0.1');
  const base = await registry.tip();
  await registry.edit({ [irisProduction]: first });
  for (const options of [{}, { since: base }]) {
    const { faults } = await registry.as('ann').health.validate(options);
    expect(faults).toEqual([
      expect.objectContaining({
        file: irisProduction,
        path: 'generation',
        message: expect.stringContaining('mergeline rollback iris --stage production'),
      }),
    ]);
  }
});

test('finds a pointer that was deleted', async () => {
  const registry = await inUse();
  const base = await registry.tip();
  await registry.edit({ [irisProduction]: null });
  for (const options of [{}, { since: base }]) {
    const { faults } = await registry.as('ann').health.validate(options);
    expect(faults).toEqual([
      expect.objectContaining({ file: irisProduction, message: expect.stringContaining('mergeline withdraw') }),
    ]);
  }
});

test('finds a stage that registry.yaml does not have', async () => {
  const registry = await inUse();
  const pointer = await pointerOf(registry);
  const live = { ...pointer, stage: 'live' as never, generation: 1, replaces: null };
  await registry.edit({ 'models/iris/stages/live.yaml': pointerText(live) });
  const { faults } = await registry.as('ann').health.validate();
  expect(faults).toEqual([
    expect.objectContaining({
      file: 'models/iris/stages/live.yaml',
      message: expect.stringContaining('no stage live'),
    }),
  ]);
});

test('finds external names that clients could mean two models by', async () => {
  const registry = await memoryRegistry(threeStages);
  const named = (name: string, externalName: string) =>
    `apiVersion: mergeline.dev/v1\nkind: Model\nname: ${name}\nexternalName: ${externalName}\n`;
  await registry.edit({
    'models/iris/model.yaml': named('iris', 'Iris (EU)'),
    'models/rose/model.yaml': named('rose', 'iris'),
  });
  const base = await registry.tip();
  await registry.edit({ 'models/tulip/model.yaml': named('tulip', 'Iris (EU)') });
  const shared = (file: string, message: string) =>
    expect.objectContaining({ file, path: 'externalName', message: expect.stringContaining(message) });

  expect((await registry.as('ann').health.validate({ since: base })).faults).toEqual([
    shared('models/tulip/model.yaml', 'is "Iris (EU)", a name of the model iris already'),
  ]);
  expect((await registry.as('ann').health.validate()).faults).toEqual([
    shared('models/iris/model.yaml', 'a name of the model tulip already'),
    shared('models/rose/model.yaml', 'is "iris", a name of the model iris already'),
    shared('models/tulip/model.yaml', 'a name of the model iris already'),
  ]);
});

test('finds a file in a place where nobody looks for it, also in a change', async () => {
  const registry = await inUse();
  const base = await registry.tip();
  await registry.edit({ 'models/iris/versions/1.0.yaml': 'x: 1\n', 'models/iris/roc.png': 'x' });
  for (const options of [{}, { since: base }]) {
    const { faults } = await registry.as('ann').health.validate(options);
    expect(faults).toEqual([
      { file: 'models/iris/versions/1.0.yaml', message: 'is not named after a full version, such as 1.4.0' },
    ]);
  }
});

test('looks at what changed since a commit only', async () => {
  const registry = await inUse();
  await registry.edit({ 'models/iris/model.yaml': 'nmae: iris\n' });
  const base = await registry.tip();
  await registry.as('ann').models.register({ model: 'rose', files: linearModel(3) });
  expect(await registry.as('ann').health.validate({ since: base })).toMatchObject({ files: 2, faults: [] });
  await registry.edit({ 'models/rose/model.yaml': 'nmae: rose\n' });
  const { faults } = await registry.as('ann').health.validate({ since: base });
  expect(new Set(faults.map(({ file }) => file))).toEqual(new Set(['models/rose/model.yaml']));
});

test('looks at the paths that were asked for', async () => {
  const registry = await inUse();
  await registry.edit({ 'models/iris/model.yaml': 'nmae: iris\n', 'models/iris/stages/staging.yaml': 'x: 1\n' });
  const { faults, files } = await registry.as('ann').health.validate({ paths: ['models/iris/stages/'] });
  expect(files).toBe(2);
  expect(new Set(faults.map(({ file }) => file))).toEqual(new Set(['models/iris/stages/staging.yaml']));
});

test('lists every fault of every file, in the order of files and lines', async () => {
  const registry = await inUse();
  await registry.edit({
    'models/iris/model.yaml': 'nmae: iris\nowner: ann\n',
    'models/iris/stages/staging.yaml': 'version: 1.0\n',
  });
  const { faults } = await registry.as('ann').health.validate();
  const places = faults.map(({ file, line }) => `${file}:${String(line ?? 0).padStart(3, '0')}`);
  expect(places).toEqual(places.toSorted());
  expect(faults.filter(({ file }) => file === 'models/iris/model.yaml').length).toBeGreaterThan(1);
});

test('tells an unknown commit and paths that are not there', async () => {
  const registry = await inUse();
  await expect(registry.as('ann').health.validate({ since: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(registry.as('ann').health.validate({ paths: ['models/rose'] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('keeps the doctor going through files that cannot be read', async () => {
  const registry = await inUse();
  await registry.edit({ 'models/iris/stages/staging.yaml': 'x: 1\n', [manifest]: null });
  const { checks } = await registry.as('ann').health.doctor();
  expect(checks).toContainEqual(expect.objectContaining({ check: 'files', state: 'problem' }));
  expect(checks).toContainEqual(expect.objectContaining({ check: 'iris@production', state: 'problem' }));
});
