import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Snapshot } from '../ports/repository.ts';
import { findVersion, readPolicy } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { composedImagesOf } from './composed-images.ts';
import { erasedVersions } from './erased-versions.ts';
import type { RemovalAnswer } from './erasure-answer.ts';
import { type Removable, removableOf } from './removable.ts';
import { removeFiles } from './remove-files.ts';

/**
 * Deletes the bytes of an erased version from every store that the registry knows, unless somebody else needs them. It looks
 * at what is so now, so that it can be repeated until nothing is left.
 */
export async function removeErased(
  { model, version }: Pick<Manifest, 'model' | 'version'>,
  context: RegistryContext,
): Promise<RemovalAnswer> {
  const erased = await erasedIn(
    await snapshotAt(context),
    context,
    (it) => it.model === model && it.version === version,
  );
  return await removeFiles(erased, context);
}

/** What the registry says is gone. */
export async function erasedIn(
  snapshot: Snapshot,
  context: RegistryContext,
  isSought: (status: Pick<Manifest, 'model' | 'version'>) => boolean = () => true,
): Promise<readonly Removable[]> {
  const removable: Removable[] = [];
  for (const status of (await erasedVersions(snapshot)).filter(isSought)) {
    const registered = await findVersion(snapshot, status.model, status.version);
    if (registered === undefined) continue;
    const images = await composedImagesOf(registered, { snapshot, policy: await readPolicy(snapshot) }, context);
    const composed = { images, with: registered.manifest.modelPack.digest };
    removable.push({ ...removableOf(registered.manifest), composed });
  }
  return removable;
}
