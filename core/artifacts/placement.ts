import { matchesModelPattern } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy, StorePolicy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';

export type Placement = readonly [StorePolicy, ...StorePolicy[]];

/** The stores that hold a model's bytes, in order: the first takes writes, reads try each. */
export function placementOf(policy: Policy, model: ModelName): Placement {
  const line = policy.placement.find(({ models }) => matchesModelPattern(models, model));
  const names = line?.stores ?? policy.stores.slice(0, 1).map(({ name }) => name);
  const stores = names
    .map((name) => policy.stores.find((store) => store.name === name))
    .filter((store) => store !== undefined);
  const [first, ...others] = stores;
  if (first !== undefined) return [first, ...others];
  throw new MergelineError('FILE_INVALID', `registry.yaml names no store for ${model}.`, {
    hint: 'Add a line to placement in registry.yaml.',
  });
}

/** Git LFS keeps files, not images. */
export function takesImages(store: StorePolicy): store is Exclude<StorePolicy, { type: 'lfs' }> {
  return store.type !== 'lfs';
}
