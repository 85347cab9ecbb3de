import { type Placement, takesImages } from '../artifacts/placement.ts';
import { imagesOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Registered } from './decide-registration.ts';

/**
 * The OCI manifests of a version that was registered. A registry deletes what no tag names, so there they get theirs at once;
 * what is only proposed has no claim to its version yet. In a layout nothing is deleted, and an index of every version would grow.
 */
export async function publishImages(
  { manifest, proposal }: Registered,
  placement: Placement,
  context: Pick<RegistryContext, 'openImages'>,
): Promise<void> {
  // Git LFS keeps files, not layers: there the images are made when a stage is published.
  if (!takesImages(placement[0])) return;
  const { model, version } = manifest;
  const isTagged = placement.find(takesImages)?.type === 'oci' && proposal === undefined;
  const images = context.openImages(placement, model);
  const { modelPack, dataImage } = imagesOf(manifest);
  await images.publish(modelPack, isTagged ? [`${model}:${version}`] : []);
  if (dataImage !== undefined) await images.publish(dataImage, isTagged ? [`${model}:${version}-image`] : []);
}
