import type { Descriptor, Digest } from './digest.ts';
import type { Artifact } from './manifest.ts';

/** One OCI manifest and what it needs. Serialised once: `manifest` and `config` are the exact bytes that are hashed and stored. */
export interface Image {
  readonly digest: Digest;
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly config: { readonly descriptor: Descriptor; readonly bytes: Uint8Array };
  /** The model's layers, each one file of a version. */
  readonly artifacts: readonly Artifact[];
}

/** Images of one content for several platforms under one digest. `manifest` has the exact bytes of the OCI index. */
export interface ImageIndex {
  readonly digest: Digest;
  readonly manifest: Uint8Array;
  readonly mediaType: string;
  readonly images: readonly Image[];
}
