import type { Digest } from '../domain/digest.ts';
import type { StorePolicy } from '../domain/policy.ts';
import type { OpenBytes } from './artifact-store.ts';

/** What stands behind a Git LFS pointer. */
export interface BehindPointer {
  /** Of the file that it stands for. */
  readonly digest: Digest;
  /** Absent where the object is not here. */
  readonly open?: OpenBytes;
}

/**
 * Bytes of data sets that lie outside Git, under their digest. The last chunk is handed over only after size and digest
 * were found right: `DIGEST_MISMATCH` while iterating.
 */
export interface DatasetBytes {
  /** Undefined when the store has none of that digest. @throws MergelineError `USAGE` for a store that cannot be used. */
  inStore(store: StorePolicy, digest: Digest): Promise<OpenBytes | undefined>;
  /** Undefined for a file of Git that is no Git LFS pointer. */
  behindPointer(file: Uint8Array): Promise<BehindPointer | undefined>;
}
