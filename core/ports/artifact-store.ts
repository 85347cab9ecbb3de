import type { Digest } from '../domain/digest.ts';
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

/** Who still needs bytes, in words; undefined when nobody does. Asked again, it looks again. */
export type WhyWanted = () => Promise<string | undefined>;

export type Removal = { readonly outcome: 'removed' | 'absent' } | { readonly outcome: 'kept'; readonly why: string };

/**
 * Where others reach the bytes of a store too, and where they come back from when they are not in it: the Git LFS server of
 * a remote, say. Nothing can be deleted there. What is read is kept in the store.
 */
export interface SharedCopies extends ReadableArtifactStore {
  /** @throws MergelineError `REMOTE_FAILED`. */
  has(artifact: Artifact): Promise<boolean>;
  /**
   * Brings there what the store has and others cannot reach yet; absent where the registry's writes do not go to that remote.
   * @param onProgress told in words what is under way.
   * @throws MergelineError `REMOTE_FAILED`, `INPUT_INVALID` for a file that is larger than the remote takes.
   */
  readonly share?: (artifacts: readonly Artifact[], onProgress?: (step: string) => void) => Promise<void>;
}

export interface ArtifactStore extends ReadableArtifactStore {
  readonly copies?: SharedCopies;
  /**
   * Idempotent: the same bytes twice are one artifact, and bytes that are there are not written again.
   * @throws MergelineError `DIGEST_MISMATCH` when the bytes are not the described ones; nothing is visible then.
   */
  write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'>;
  /**
   * Takes the bytes away for good, unless somebody wants them. That is asked once more when nobody can find them any more:
   * a writer that found them looks again after it has said that it needs them.
   * @param whyWanted asked about the digest under which the store keeps them: of the file, or of its layer.
   * @throws MergelineError `STORAGE_FAILED`, or whatever `whyWanted` throws; they are there as before then.
   */
  remove(artifact: Artifact, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal>;
}
