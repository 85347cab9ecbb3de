import type { ModelName } from '../domain/names.ts';
import type { SearchableModel, SearchableVersion } from '../domain/searchable.ts';
import type { Version } from '../domain/version.ts';
import type { Registered } from '../ports/search-index.ts';

/** The field that counts the versions of a model as first-parent history brought them, from 1: MLflow's integer. */
export const numberField = 'version_number';

type Numbers = ReadonlyMap<ModelName, ReadonlyMap<Version, number>>;

/** A number stays with its version: one that was taken out and comes again has the one that it had. */
export function versionNumbers(order: readonly Registered[]): Numbers {
  const numbers = new Map<ModelName, Map<Version, number>>();
  for (const { model, version } of order) {
    const ofModel = numbers.get(model) ?? new Map<Version, number>();
    numbers.set(model, ofModel);
    if (!ofModel.has(version)) ofModel.set(version, ofModel.size + 1);
  }
  return numbers;
}

export function numbered(searchable: SearchableModel, numbers: Numbers): SearchableModel {
  const ofModel = numbers.get(searchable.model);
  const withNumber = (version: SearchableVersion): SearchableVersion => {
    const number = ofModel?.get(version.found.version);
    return number === undefined ? version : { ...version, facts: new Map([...version.facts, [numberField, [number]]]) };
  };
  return { ...searchable, versions: searchable.versions.map(withNumber) };
}
