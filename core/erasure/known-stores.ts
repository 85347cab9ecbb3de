import { takesImages } from '../artifacts/placement.ts';
import type { RegistryContext } from '../context.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy, StorePolicy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { ArtifactStore } from '../ports/artifact-store.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { StoreFault } from './erasure-answer.ts';

/** Every store that bytes of a model may lie in, as `registry.yaml` has them now, whatever is placed where. */
export interface KnownStores {
  readonly artifacts: readonly ArtifactStore[];
  readonly images: readonly { readonly name: string; readonly store: ImageStore }[];
  readonly unreached: readonly StoreFault[];
}

export function knownStores(
  { stores }: Pick<Policy, 'stores'>,
  model: ModelName,
  { openStore, openImages }: Pick<RegistryContext, 'openStore' | 'openImages'>,
): KnownStores {
  const unreached: StoreFault[] = [];
  const artifacts = stores.flatMap((store) => {
    try {
      return [openStore(store, model)];
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      unreached.push({ store: store.name, why: error.message });
      return [];
    }
  });
  const places: readonly (readonly StorePolicy[])[] = [
    // Where no store takes images, they go to a layout of the repository's own.
    [],
    ...stores.filter(takesImages).map((store) => [store]),
  ];
  const images = places.map((placement) => ({
    name: placement[0]?.name ?? 'images',
    store: openImages(placement, model),
  }));
  return { artifacts, images, unreached };
}
