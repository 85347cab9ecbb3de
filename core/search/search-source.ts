import { modelPath, policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { ChangedModel, SearchSource } from '../ports/search-index.ts';
import { orFault } from '../reading/or-fault.ts';
import { listModels, readPolicy } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { readSearchable } from './read-searchable.ts';

type Owners = Pick<Policy, 'owners'>;

export function searchSource(context: Pick<RegistryContext, 'repository' | 'branch' | 'clock'>): SearchSource {
  const { repository, branch } = context;
  return {
    tip: async () => (await repository.tip(branch)) ?? (await snapshotAt(context)).commit.oid,
    read: async function* (commit) {
      yield* searchableIn(await repository.snapshot(commit));
    },
    changes: async function* (before, after) {
      yield* changedModels(await repository.snapshot(before), await repository.snapshot(after));
    },
  };
}

/** Every model of a state of the registry. */
export async function* searchableIn(snapshot: Snapshot): AsyncIterable<SearchableModel> {
  yield* readSearchable(snapshot, await ownersIn(snapshot));
}

async function* changedModels(before: Snapshot, after: Snapshot): AsyncIterable<ChangedModel> {
  const owners = await ownersIn(after);
  const names = new Set([...(await differingModels(before, after)), ...(await givenToOthers(before, after, owners))]);
  const left = new Set(names);
  for await (const searchable of readSearchable(after, owners, [...names])) {
    left.delete(searchable.model);
    yield { model: searchable.model, searchable };
  }
  for (const model of left) yield { model };
}

/** By the ids of their folders, without reading a file. */
async function differingModels(before: Snapshot, after: Snapshot): Promise<readonly ModelName[]> {
  const names: string[] = [];
  for (const outer of await differingFolders(before, after, 'models')) {
    const isModel = await Promise.all([before, after].map((snapshot) => snapshot.find(modelPath(outer as ModelName))));
    if (isModel.some((found) => found !== undefined)) names.push(outer);
    if (isModel.every((found) => found !== undefined)) continue;
    for (const inner of await differingFolders(before, after, `models/${outer}`)) names.push(`${outer}/${inner}`);
  }
  return names as ModelName[];
}

async function differingFolders(before: Snapshot, after: Snapshot, folder: string): Promise<readonly string[]> {
  const [old, now] = await Promise.all([before, after].map((snapshot) => folderIds(snapshot, folder)));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].filter((name) => old?.get(name) !== now?.get(name));
}

async function folderIds(snapshot: Snapshot, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await snapshot.list(folder);
  return new Map(entries.filter(({ kind }) => kind === 'folder').map(({ name, oid }) => [name, oid]));
}

/** The models to which a changed policy gives other owners. */
async function givenToOthers(before: Snapshot, after: Snapshot, owners: Owners): Promise<readonly ModelName[]> {
  if ((await before.find(policyPath)) === (await after.find(policyPath))) return [];
  const old = await ownersIn(before);
  return (await listModels(after)).filter((model) => ownersOf(old, model).join() !== ownersOf(owners, model).join());
}

/** Without a policy that can be read, models have the owners that they name themselves; `validate` reports it. */
async function ownersIn(snapshot: Snapshot): Promise<Owners> {
  return (await orFault([], () => readPolicy(snapshot))) ?? { owners: [] };
}
