import type { Descriptor, Digest } from '../domain/digest.ts';
import type { Artifact } from '../domain/manifest.ts';

/** One OCI manifest and what it needs. Serialised once: `manifest` and `config` are the exact bytes that are hashed and stored. */
export interface Image {
  readonly digest: Digest;
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly config: { readonly descriptor: Descriptor; readonly bytes: Uint8Array };
  /** The model's layers, each one file of a version. */
  readonly artifacts: readonly Artifact[];
}

/** Where OCI manifests are published. */
export interface ImageStore {
  has(digest: Digest): Promise<boolean>;
  /** @throws MergelineError `NOT_FOUND`, or `DIGEST_MISMATCH` when the stored bytes are others. */
  read(digest: Digest): Promise<Uint8Array>;
  /**
   * Stores config and manifest, then the tags. Every layer must be there already.
   * @returns the reference people pull: an address with the digest.
   * @throws MergelineError `DIGEST_MISMATCH` when the manifest's bytes are not its digest's.
   */
  publish(image: Image, tags: readonly string[]): Promise<string>;
}
