import { join, resolve } from 'node:path';
import { takesImages } from '../core/artifacts/placement.ts';
import type { RegistryContext } from '../core/context.ts';
import type { Artifact } from '../core/domain/manifest.ts';
import type { ModelName } from '../core/domain/names.ts';
import type { StorePolicy } from '../core/domain/policy.ts';
import type { Oid } from '../core/domain/records.ts';
import type { ArtifactStore } from '../core/ports/artifact-store.ts';
import type { BaseStore } from '../core/ports/base-store.ts';
import type { ImageStore } from '../core/ports/image-store.ts';
import { LocalDatasetBytes } from './dataset-bytes.ts';
import type { GitLayout } from './git/layout/find-git-layout.ts';
import { named } from './git/objects/git-object.ts';
import { LfsArtifactStore } from './lfs/lfs-artifact-store.ts';
import { pointersTo } from './lfs/pointer.ts';
import { OciLayout } from './oci/oci-layout.ts';
import { OciLayoutArtifactStore } from './oci/oci-layout-artifact-store.ts';
import { OciLayoutBaseStore } from './oci/oci-layout-base-store.ts';
import { OciLayoutImageStore } from './oci/oci-layout-image-store.ts';
import { OciRegistries } from './oci/oci-registries.ts';
import { type LfsPlaces, lfsPlacesOf } from './open-lfs.ts';

/** Where a registry lies: its repository, and its folder in there. */
export interface StoreLocation {
  readonly layout: GitLayout;
  readonly root: string;
  /** Every object of the repository, also those that no branch reaches. */
  readonly objects: { hasObject(oid: Oid): Promise<boolean> };
  /** Of the process: proxies, and what lets it into OCI registries. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What opens the stores that `registry.yaml` names. */
export function storesOf(
  location: StoreLocation,
): Pick<RegistryContext, 'openStore' | 'openImages' | 'openBases' | 'datasetBytes' | 'transfers'> {
  const places: Places = {
    ...location,
    lfs: lfsPlacesOf(location.layout),
    local: new OciLayout(join(location.layout.commonDir, 'mergeline', 'store')),
    registries: new OciRegistries({
      env: location.env,
      lock: join(location.layout.commonDir, 'mergeline', 'removals.sqlite'),
    }),
  };
  return {
    openStore: (store, model) => openStore(store, model, places),
    openImages: (placement, model) => openImages(placement, model, places),
    openBases: (placement) => openBases(placement, places),
    transfers: () => ({ ...places.registries.counts }),
    datasetBytes: new LocalDatasetBytes(places.lfs, (store) => layoutOf(store, places).blobs),
  };
}

interface Places extends StoreLocation {
  readonly lfs: LfsPlaces;
  /** The layout in the repository's own folder. */
  readonly local: OciLayout;
  readonly registries: OciRegistries;
}

function openStore(store: StorePolicy, model: ModelName, places: Places): ArtifactStore {
  switch (store.type) {
    case 'oci-layout':
      return new OciLayoutArtifactStore(layoutOf(store, places), store.name);
    case 'lfs':
      return new LfsArtifactStore(places.layout.commonDir, store.name, {
        ...places.lfs,
        isPointedAt: (artifact) => isPointedAt(artifact, places.objects),
      });
    case 'oci':
      return places.registries.openStore(store, model);
  }
}

/** Where the model's bytes are, so that nothing is copied: in the first store that takes images, or the repository's own layout. */
function openImages(placement: readonly StorePolicy[], model: ModelName, places: Places): ImageStore {
  const beside = placement.find(takesImages);
  const others = placement.filter((store) => store !== beside).map((store) => openStore(store, model, places));
  const sources = [...others, ...others.flatMap(({ copies }) => copies ?? [])];
  if (beside?.type === 'oci') return places.registries.openImages(beside, model, sources);
  return new OciLayoutImageStore(layoutOf(beside ?? {}, places), { folder: places.root, sources });
}

/** Where the images are that are composed on them. */
function openBases(placement: readonly StorePolicy[], places: Places): BaseStore {
  const beside = placement.find(takesImages);
  if (beside?.type === 'oci') return places.registries.openBases(beside);
  return new OciLayoutBaseStore(layoutOf(beside ?? {}, places));
}

function layoutOf({ path }: { readonly path?: string }, { layout: { commonDir, workTree }, local }: Places): OciLayout {
  return path === undefined ? local : new OciLayout(resolve(workTree ?? commonDir, path));
}

/** Git names an object by its bytes, and a pointer has few forms: a file in Git LFS, committed or only staged, is found at once. */
async function isPointedAt(artifact: Artifact, objects: StoreLocation['objects']): Promise<boolean> {
  for (const pointer of pointersTo(artifact))
    if (await objects.hasObject(named('blob', Buffer.from(pointer)).oid)) return true;
  return false;
}
