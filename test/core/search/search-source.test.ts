import { describe, expect, it } from 'vitest';
import type { ModelName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchableModel, SearchableVersion } from '../../../core/domain/searchable.ts';
import type { RegistrationOrder, SearchSource } from '../../../core/ports/search-index.ts';
import { compareText } from '../../../core/search/compare-values.ts';
import { searchSource } from '../../../core/search/search-source.ts';
import { linearModel, type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';
import { registerIris } from '../support/scenes.ts';

type Models = ReadonlyMap<ModelName, SearchableModel>;

async function readAll(source: SearchSource, commit: Oid): Promise<Models> {
  const models = await Array.fromAsync(source.read(commit));
  return new Map(models.map((searchable) => [searchable.model, searchable]));
}

async function broughtTo(source: SearchSource, before: Oid, after: Oid) {
  const models = new Map(await readAll(source, before));
  const changed: string[] = [];
  for await (const { model, affected, searchable } of source.changes(before, after)) {
    changed.push(...(affected === 'all' ? [model] : affected.length === 0 ? [`${model}@`] : []));
    if (affected !== 'all') changed.push(...affected.map((version) => `${model}@${version}`));
    const kept = models
      .get(model)
      ?.versions.filter(({ found }) => affected !== 'all' && !affected.includes(found.version));
    models.delete(model);
    if (searchable !== undefined) models.set(model, withVersions(searchable, kept ?? []));
  }
  return { models: Object.fromEntries([...models].map(([name, model]) => [name, inOrder(model)])), changed };
}

function withVersions(model: SearchableModel, versions: readonly SearchableVersion[]): SearchableModel {
  return { ...model, versions: [...model.versions, ...versions] };
}

function inOrder(model: SearchableModel): SearchableModel {
  return { ...model, versions: model.versions.toSorted((a, b) => compareText(a.key, b.key)) };
}

const owned = unreviewed('', "owners:\n  - models: 'risk/*'\n    owners: [zoe]\n");

/** What somebody does to a registry of three models, and what is read again: versions, or all of a model, or only its card. */
const edits: readonly (readonly [
  what: string,
  edit: (registry: MemoryRegistry) => Promise<unknown>,
  changed: string[],
])[] = [
  ['a version is registered', (it) => registerIris(it, 9), ['iris@1.0.2']],
  ['a version is deprecated', (it) => it.as('ann').models.deprecate('iris@1.0.0', { reason: 'old' }), ['iris@1.0.0']],
  [
    'a stage is given to another version',
    (it) => it.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'development' }),
    ['iris@1.0.0', 'iris@1.0.1'],
  ],
  ['a card is written', (it) => it.edit({ 'models/risk/fraud/README.md': 'Finds fraud.' }), ['risk/fraud@']],
  ['a file is spoilt', (it) => it.edit({ 'models/iris/versions/1.0.0.yaml': 'nonsense' }), ['iris@1.0.0']],
  ['a model is no longer one', (it) => it.edit({ 'models/risk/other/model.yaml': null }), ['risk/other']],
  ['the policy gives other owners', (it) => it.edit({ 'registry.yaml': owned }), ['risk/fraud', 'risk/other']],
  ['nothing of a model changes', (it) => it.edit({ 'docs/readme.md': 'x' }), []],
];

describe.each(edits)('what differs when %s', (_, edit, expected) => {
  it.each(['forward', 'back'])('brings a copy %s', async (direction) => {
    const registry = await memoryRegistry(unreviewed());
    await registerIris(registry, 1, 2);
    await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'development' });
    for (const model of ['risk/fraud', 'risk/other'])
      await registry.as('ann').models.register({ model, files: linearModel(2) });
    const source = searchSource(registry.contextOf('ann'));
    const before = await registry.tip();
    await edit(registry);
    const after = await registry.tip();
    const [from, to] = direction === 'forward' ? [before, after] : [after, before];

    const { models, changed } = await broughtTo(source, from, to);

    expect(changed.toSorted()).toEqual(expected);
    const all = await readAll(source, to);
    expect(models).toEqual(Object.fromEntries([...all].map(([name, model]) => [name, inOrder(model)])));
  });
});

describe('the order in which versions came', () => {
  async function registryOfThree() {
    const registry = await memoryRegistry(unreviewed());
    const tips: Oid[] = [];
    for (const [seed, version] of ['1.0.0', '3.0.0', '2.0.0'].entries()) {
      await registry.as('ann').models.register({ model: 'iris', version, files: linearModel(seed + 1) });
      tips.push(await registry.tip());
    }
    return { registry, tips, source: searchSource(registry.contextOf('ann')) };
  }
  const versionsIn = ({ versions }: RegistrationOrder) => versions.map(({ version }) => version);

  it('is that of first-parent history, whatever the versions are called', async () => {
    const { source, tips } = await registryOfThree();
    const order = await source.order(tips[2] as Oid);
    expect([order.relation, versionsIn(order)]).toEqual(['apart', ['1.0.0', '3.0.0', '2.0.0']]);
  });

  it('tells only what came behind a commit that is known', async () => {
    const { source, tips } = await registryOfThree();
    const order = await source.order(tips[2] as Oid, tips[0]);
    expect([order.relation, versionsIn(order)]).toEqual(['behind', ['3.0.0', '2.0.0']]);
  });

  it('tells nothing of a commit whose order the known one has', async () => {
    const { source, tips } = await registryOfThree();
    expect(await source.order(tips[1] as Oid, tips[2])).toEqual({ relation: 'before', versions: [] });
  });

  it('tells everything again where the known commit is not on that history', async () => {
    const { source, tips, registry } = await registryOfThree();
    const order = await source.order(tips[2] as Oid, 'f'.repeat(40) as Oid);
    expect([order.relation, versionsIn(order).length]).toEqual(['apart', 3]);
    expect(await registry.tip()).toBe(tips[2]);
  });
});
