import type { Artifact } from '../domain/manifest.ts';

/** Opens the bytes of one file from the start; called again when a transfer is repeated. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

/** Content-addressed storage of model files, which may be many gigabytes. */
export interface ReadableArtifactStore {
  /** As `registry.yaml` calls it. */
  readonly name: string;
  has(artifact: Artifact): Promise<boolean>;
  /**
   * The file's own bytes. The last chunk is handed over only after size and digest were found right.
   * @throws MergelineError `DIGEST_MISMATCH` while iterating, `NOT_FOUND` when the store has no such file.
   */
  read(artifact: Artifact): AsyncIterable<Uint8Array>;
}

export interface ArtifactStore extends ReadableArtifactStore {
  /**
   * Idempotent: the same bytes twice are one artifact, and bytes that are there are not written again.
   * @throws MergelineError `DIGEST_MISMATCH` when the bytes are not the described ones; nothing is visible then.
   */
  write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'>;
}
