import { expect, test } from 'vitest';
import type { ModelName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchableModel } from '../../../core/domain/searchable.ts';
import type { SearchSource } from '../../../core/ports/search-index.ts';
import { searchSource } from '../../../core/search/search-source.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';
import { registerIris } from '../support/scenes.ts';

type Models = ReadonlyMap<ModelName, SearchableModel>;

async function readAll(source: SearchSource, commit: Oid): Promise<Models> {
  const models = await Array.fromAsync(source.read(commit));
  return new Map(models.map((searchable) => [searchable.model, searchable]));
}

async function broughtForward(source: SearchSource, before: Oid, after: Oid) {
  const models = new Map(await readAll(source, before));
  const changed: ModelName[] = [];
  for await (const { model, searchable } of source.changes(before, after)) {
    changed.push(model);
    models.delete(model);
    if (searchable !== undefined) models.set(model, searchable);
  }
  return { models, changed };
}

const owned = unreviewed('', "owners:\n  - models: 'risk/*'\n    owners: [zoe]\n");

/** What somebody does to a registry of three models, and the models that it is about. */
const edits: readonly (readonly [
  what: string,
  edit: (registry: MemoryRegistry) => Promise<unknown>,
  models: string[],
])[] = [
  ['a version is registered', (it) => registerIris(it, 9), ['iris']],
  ['a version is deprecated', (it) => it.as('ann').models.deprecate('iris@1.0.0', { reason: 'old' }), ['iris']],
  [
    'a stage is given',
    (it) => it.as('ann').stages.promote({ ref: 'risk/fraud@1.0.0', to: 'development' }),
    ['risk/fraud'],
  ],
  ['a card is written', (it) => it.edit({ 'models/risk/fraud/README.md': 'Finds fraud.' }), ['risk/fraud']],
  ['a file is spoilt', (it) => it.edit({ 'models/iris/versions/1.0.0.yaml': 'nonsense' }), ['iris']],
  ['a model is no longer one', (it) => it.edit({ 'models/risk/other/model.yaml': null }), ['risk/other']],
  ['the policy gives other owners', (it) => it.edit({ 'registry.yaml': owned }), ['risk/fraud', 'risk/other']],
  ['nothing of a model changes', (it) => it.edit({ 'docs/readme.md': 'x' }), []],
];

test.each(edits)('what differs brings a copy forward when %s', async (_, edit, expected) => {
  const registry = await memoryRegistry(unreviewed());
  await registerIris(registry, 1);
  for (const model of ['risk/fraud', 'risk/other'])
    await registry.as('ann').models.register({ model, files: linearModel(2) });
  const source = searchSource(registry.contextOf('ann'));
  const before = await registry.tip();
  await edit(registry);

  const { models, changed } = await broughtForward(source, before, await registry.tip());

  expect(changed.toSorted()).toEqual(expected);
  const all = await readAll(source, await registry.tip());
  expect(Object.fromEntries(models)).toEqual(Object.fromEntries(all));
});
