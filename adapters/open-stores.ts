import { join, resolve } from 'node:path';
import type { RegistryContext } from '../core/context.ts';
import type { Artifact } from '../core/domain/manifest.ts';
import type { StorePolicy } from '../core/domain/policy.ts';
import type { Oid } from '../core/domain/records.ts';
import { MergelineError } from '../core/errors.ts';
import type { ArtifactStore } from '../core/ports/artifact-store.ts';
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

/** Where a registry lies: its repository, and its folder in there. */
export interface StoreLocation {
  readonly layout: GitLayout;
  readonly root: string;
  /** Every object of the repository, also those that no branch reaches. */
  readonly objects: { hasObject(oid: Oid): Promise<boolean> };
}

/** What opens the stores that `registry.yaml` names. */
export function storesOf(
  location: StoreLocation,
): Pick<RegistryContext, 'openStore' | 'openImages' | 'openBases' | 'datasetBytes'> {
  const local = new OciLayout(join(location.layout.commonDir, 'mergeline', 'store'));
  return {
    openStore: (store) => openStore(store, location, local),
    openImages: (placement) => openImages(placement, location, local),
    openBases: (placement) => new OciLayoutBaseStore(imageLayoutOf(placement, location, local)),
    datasetBytes: new LocalDatasetBytes(
      location.layout.commonDir,
      (store) => layoutOf(store, location.layout, local).blobs,
    ),
  };
}

function openStore(store: StorePolicy, { layout, objects }: StoreLocation, local: OciLayout): ArtifactStore {
  switch (store.type) {
    case 'oci-layout':
      return new OciLayoutArtifactStore(layoutOf(store, layout, local), store.name);
    case 'lfs':
      return new LfsArtifactStore(layout.commonDir, store.name, (artifact) => isPointedAt(artifact, objects));
    case 'oci':
      throw new MergelineError(
        'USAGE',
        `The store ${store.name} is an OCI registry, which this version cannot use yet.`,
        {
          hint: 'Use an oci-layout or lfs store in registry.yaml.',
        },
      );
  }
}

function openImages(placement: readonly StorePolicy[], location: StoreLocation, local: OciLayout): ImageStore {
  const beside = layoutAmong(placement);
  const sources = placement.filter((store) => store !== beside).map((store) => openStore(store, location, local));
  return new OciLayoutImageStore(imageLayoutOf(placement, location, local), { folder: location.root, sources });
}

/** The first OCI layout that holds the model's bytes, so that nothing is copied; the repository's own otherwise. */
function imageLayoutOf(placement: readonly StorePolicy[], { layout }: StoreLocation, local: OciLayout): OciLayout {
  const beside = layoutAmong(placement);
  return beside === undefined ? local : layoutOf(beside, layout, local);
}

function layoutAmong(placement: readonly StorePolicy[]) {
  return placement.find((store) => store.type === 'oci-layout');
}

function layoutOf(
  { path }: { readonly path?: string },
  { commonDir, workTree }: GitLayout,
  local: OciLayout,
): OciLayout {
  return path === undefined ? local : new OciLayout(resolve(workTree ?? commonDir, path));
}

/** Git names an object by its bytes, and a pointer has few forms: a file in Git LFS, committed or only staged, is found at once. */
async function isPointedAt(artifact: Artifact, objects: StoreLocation['objects']): Promise<boolean> {
  for (const pointer of pointersTo(artifact))
    if (await objects.hasObject(named('blob', Buffer.from(pointer)).oid)) return true;
  return false;
}
