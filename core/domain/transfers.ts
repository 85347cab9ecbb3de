/** What was moved between here and OCI registries. */
export interface Transfers {
  /** Blobs that a registry took from another of its repositories: nothing was sent. */
  readonly mounted: number;
  /** Blobs that were sent. */
  readonly uploaded: number;
  /** Blobs that were found there, under their digest and with their size: nothing was sent. */
  readonly verified: number;
  /** Of blobs, sent and received. */
  readonly bytes: number;
}

export const noTransfers: Transfers = { mounted: 0, uploaded: 0, verified: 0, bytes: 0 };

/** @param before the sum of an earlier moment. */
export function transfersSince(before: Transfers, now: Transfers): Transfers {
  return {
    mounted: now.mounted - before.mounted,
    uploaded: now.uploaded - before.uploaded,
    verified: now.verified - before.verified,
    bytes: now.bytes - before.bytes,
  };
}
