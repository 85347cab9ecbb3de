import type { RegistryContext } from '../context.ts';
import type { Policy, StorePolicy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { ArtifactStore } from '../ports/artifact-store.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { StoreFault } from './erasure-answer.ts';

/** Every store that bytes of this registry may lie in, as `registry.yaml` has them now, whatever is placed where. */
export interface KnownStores {
  readonly artifacts: readonly ArtifactStore[];
  readonly images: readonly { readonly name: string; readonly store: ImageStore }[];
  readonly unreached: readonly StoreFault[];
}

export function knownStores(
  { stores }: Pick<Policy, 'stores'>,
  { openStore, openImages }: Pick<RegistryContext, 'openStore' | 'openImages'>,
): KnownStores {
  const unreached: StoreFault[] = [];
  const artifacts = stores.flatMap((store) => {
    try {
      return [openStore(store)];
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      unreached.push({ store: store.name, why: error.message });
      return [];
    }
  });
  const places: readonly (readonly StorePolicy[])[] = [
    // Where there is no layout among the stores, images go to one of the repository's own.
    [],
    ...stores.filter(({ type }) => type === 'oci-layout').map((store) => [store]),
  ];
  const images = places.map((placement) => ({
    name: placement[0]?.name ?? 'images',
    store: openImages(placement),
  }));
  return { artifacts, images, unreached };
}
