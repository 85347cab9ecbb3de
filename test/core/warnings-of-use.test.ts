import { expect, test } from 'vitest';
import type { Pointer } from '../../core/domain/records.ts';
import type { ReadOptions } from '../../core/requests.ts';
import { type MemoryRegistry, memoryRegistry } from './support/memory-registry.ts';
import { reviewed, threeStages } from './support/policies.ts';
import { bringTo, irisProduction, pointerOf, pointerText, registerIris } from './support/scenes.ts';

const rows = [[1, 0]];

async function published(): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1, -1);
  await bringTo(registry, 'iris@1.0.0');
  return registry;
}

async function warningsOf(
  registry: MemoryRegistry,
  ref = 'iris@production',
  then: ReadOptions = {},
): Promise<readonly string[]> {
  const { evidence, models } = registry.as('ann');
  const { warnings } = await evidence.predict(ref, rows, then);
  expect((await models.pull(ref, { role: 'served', ...then })).warnings).toEqual(warnings);
  return warnings;
}

async function pushByHand(registry: MemoryRegistry, change: Partial<Pointer>): Promise<void> {
  await registry.edit({ [irisProduction]: pointerText({ ...(await pointerOf(registry)), ...change }) });
}

const unjudged = expect.stringMatching(/may hold production: .* Judge it: mergeline publish iris@production$/);

test('a version that was judged is used without a word, by its stage or by its number', async () => {
  const registry = await published();
  expect(await warningsOf(registry)).toEqual([]);
  expect(await warningsOf(registry, 'iris@1.0.1')).toEqual([]);
});

test('a version that held the stage then is used without a word, also when others have held it since', async () => {
  const registry = await published();
  const at = await registry.tip();
  await registerIris(registry, 2);
  await bringTo(registry, 'iris@1.0.2');
  expect(await warningsOf(registry, 'iris@production', { at })).toEqual([]);
});

test('a pointer that was put back by hand is used with a warning, now and when it is past', async () => {
  const registry = await published();
  const before = pointerText(await pointerOf(registry));
  await registerIris(registry, 2);
  await bringTo(registry, 'iris@1.0.2');
  await registry.edit({ [irisProduction]: before });
  const at = await registry.tip();
  expect(await warningsOf(registry)).toEqual([unjudged]);
  await registry.edit({ 'NOTES.md': 'something else' });
  expect(await warningsOf(registry, 'iris@production', { at })).toEqual([unjudged]);
});

test('a stage by its alias is the stage', async () => {
  const registry = await memoryRegistry(threeStages);
  await registerIris(registry, 1);
  await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'dev' });
  expect(await warningsOf(registry, 'iris@dev')).toEqual([]);
});

test('a pointer that somebody pushed is used with a warning, until publish judges it', async () => {
  const registry = await published();
  const { generation } = await pointerOf(registry);
  await pushByHand(registry, { generation: generation + 1, reason: 'by hand' });
  expect(await warningsOf(registry)).toEqual([unjudged]);
  expect(await warningsOf(registry, 'iris@1.0.0')).toEqual([]);
});

test('a pointer that was changed under the generation that was judged is used with a warning', async () => {
  const registry = await published();
  await pushByHand(registry, { reason: 'the same number, another content' });
  expect(await warningsOf(registry)).toEqual([unjudged]);
});

test('a hold changes nothing for whoever uses the stage', async () => {
  const registry = await published();
  await registry.as('ann').stages.hold({ model: 'iris', stage: 'production', reason: 'freeze' });
  expect(await warningsOf(registry)).toEqual([]);
});

test('a yanked version is used with a warning that says what to do instead', async () => {
  const registry = await published();
  await registry.as('ann').models.yank('iris@1.0.1', { reason: 'trained on the test data' });
  const yanked = 'iris@1.0.1 was yanked by ann: trained on the test data. Take another one: ';
  expect(await warningsOf(registry, 'iris@1.0.1')).toEqual([`${yanked}mergeline list iris`]);
  const { version, manifestDigest, image } = await candidate(registry);
  const { generation } = await pointerOf(registry);
  await pushByHand(registry, { version, manifestDigest, image, generation: generation + 1 });
  expect(await warningsOf(registry)).toEqual([`${yanked}mergeline rollback iris --stage production`, unjudged]);
});

async function candidate(registry: MemoryRegistry): Promise<Pick<Pointer, 'version' | 'manifestDigest' | 'image'>> {
  const { manifest, manifestDigest } = await registry.as('ann').models.show('iris@1.0.1');
  return { version: manifest.version, manifestDigest, image: (await pointerOf(registry)).image };
}
