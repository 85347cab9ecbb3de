import { modelFolder, modelPath, parsePath, policyPath } from '../../registry-schema/layout.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Version } from '../domain/version.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { ChangedModel } from '../ports/search-index.ts';
import { orFault } from '../reading/or-fault.ts';
import { findPointer, listModels } from '../reading/read-registry.ts';
import { differingFiles, differingFolders } from './differing-files.ts';
import { type Owners, ownersIn } from './owners-in.ts';
import { readSearchable, type Selected } from './read-searchable.ts';

/** What two states of the registry tell differently: files are read only of versions about which one differs. */
export async function* changedModels(before: Snapshot, after: Snapshot): AsyncIterable<ChangedModel> {
  const owners = await ownersIn(after);
  const selection = new Map<ModelName, Selected>();
  for (const model of await differingModels(before, after))
    selection.set(model, await affectedVersions(before, after, model));
  for (const model of await givenToOthers(before, after, owners)) selection.set(model, 'all');
  const left = new Set(selection.keys());
  for await (const searchable of readSearchable(after, owners, selection)) {
    const { model } = searchable;
    left.delete(model);
    yield { model, affected: selection.get(model) ?? 'all', searchable };
  }
  for (const model of left) yield { model, affected: 'all' };
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

/** The versions about which a file differs; all of them where it is the model's own. */
async function affectedVersions(before: Snapshot, after: Snapshot, model: ModelName): Promise<Selected> {
  const affected = new Set<Version>();
  for (const path of await differingFiles(before, after, modelFolder(model))) {
    const place = parsePath(path);
    if (place?.kind === 'Model') return 'all';
    if (place?.kind === 'StagePointer') {
      for (const snapshot of [before, after])
        for (const version of await heldVersions(snapshot, model, place.stage)) affected.add(version);
    } else if (place !== undefined && 'version' in place) {
      affected.add(place.version);
    }
  }
  return [...affected];
}

async function heldVersions(snapshot: Snapshot, model: ModelName, stage: StageName): Promise<readonly Version[]> {
  const pointer = await orFault([], () => findPointer(snapshot, model, stage));
  return pointer?.version ? [pointer.version] : [];
}

/** The models to which a changed policy gives other owners. */
async function givenToOthers(before: Snapshot, after: Snapshot, owners: Owners): Promise<readonly ModelName[]> {
  if ((await before.find(policyPath)) === (await after.find(policyPath))) return [];
  const old = await ownersIn(before);
  return (await listModels(after)).filter((model) => ownersOf(old, model).join() !== ownersOf(owners, model).join());
}
