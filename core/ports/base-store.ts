import type { Descriptor, Digest } from '../domain/digest.ts';
import type { Image, ImageIndex } from '../domain/image.ts';

/** Where serving bases lie that images are composed on: whole, so that a composed image finds the base's layers there. */
export interface BaseStore {
  /** How people name a base that lies here: an address with the digest. */
  reference(digest: Digest): string;
  /**
   * The exact bytes of an image's manifest or of an index.
   * @throws MergelineError `NOT_FOUND`, or `DIGEST_MISMATCH` when the stored bytes are others.
   */
  readManifest(digest: Digest): Promise<Uint8Array>;
  /** @throws MergelineError as `readManifest` does. */
  readConfig(config: Pick<Descriptor, 'digest' | 'size'>): Promise<Uint8Array>;
  /**
   * Stores what is not there yet: the layers, then configuration and manifest.
   * @throws MergelineError `DIGEST_MISMATCH` for a layer of other bytes; the manifest is not visible then.
   */
  write(image: Image, openLayer: (layer: Descriptor) => AsyncIterable<Uint8Array>): Promise<void>;
  /** @throws MergelineError `NOT_FOUND` when one of the images that the index lists is not here. */
  writeIndex(index: Pick<ImageIndex, 'digest' | 'manifest' | 'mediaType'>): Promise<void>;
}
