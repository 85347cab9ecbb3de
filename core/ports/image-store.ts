import type { Digest } from '../domain/digest.ts';
import type { Image, ImageIndex } from '../domain/image.ts';
import type { Removal } from './artifact-store.ts';

/** Where OCI manifests are published. */
export interface ImageStore {
  /** What people pull: an address with the digest. Says nothing about whether it is there. */
  reference(digest: Digest): string;
  has(digest: Digest): Promise<boolean>;
  /** @throws MergelineError `NOT_FOUND`, or `DIGEST_MISMATCH` when the stored bytes are others. */
  read(digest: Digest): Promise<Uint8Array>;
  /**
   * Stores config and manifest, then the tags, moving those that named another image. Every layer must be there already.
   * @param tags `<model>:<version or stage>`, as `core/domain/image-tag.ts` has them, of this registry alone; none is the cheapest.
   * @returns `reference(image.digest)`.
   * @throws MergelineError `NOT_FOUND` that names the missing layers, `DIGEST_MISMATCH` when the manifest's bytes are
   * not its digest's, `INPUT_INVALID` for a tag that no registry takes.
   */
  publish(image: Image, tags: readonly string[]): Promise<string>;
  /**
   * The images of the index, then the index itself and the tags, which name the index alone.
   * @returns `reference(index.digest)`.
   * @throws MergelineError as `publish` does.
   */
  publishIndex(index: ImageIndex, tags: readonly string[]): Promise<string>;
  /**
   * Takes away the manifest, the config and every tag that names the image; its layers are files of a version.
   * @param whyWanted asked about the digests of manifest and config.
   */
  remove(image: Image, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal>;
}
