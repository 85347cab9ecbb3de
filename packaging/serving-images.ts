import type { Digest } from '../core/domain/digest.ts';
import type { Image, ImageIndex } from '../core/domain/image.ts';
import type { BaseImage } from './base-image.ts';
import { assembleIndex, type ImagePlatform } from './image-index.ts';
import { type Addition, composeServingImage } from './serving-image.ts';

/** A pinned base as it was read: one image, or those of an index that the pin's platforms choose. */
export type PinnedBase =
  | { readonly digest: Digest; readonly image: BaseImage }
  | {
      readonly digest: Digest;
      readonly images: readonly { readonly platform: ImagePlatform; readonly base: BaseImage }[];
    };

/**
 * The model on a pinned base: an image on an image, an index of images on an index.
 * @throws MergelineError as `composeServingImage` does.
 */
export function composeServingImages(base: PinnedBase, addition: Addition): Image | ImageIndex {
  if ('image' in base) return composeServingImage(base.image, addition);
  const entries = base.images.map(({ platform, base: image }) => ({
    platform,
    image: composeServingImage(image, addition),
  }));
  return assembleIndex(entries, { ...addition.labels, 'org.opencontainers.image.base.digest': base.digest });
}
