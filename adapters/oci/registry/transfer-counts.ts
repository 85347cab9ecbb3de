/** What a command moved between here and registries. */
export interface TransferCounts {
  /** Blobs that a registry took from another of its repositories. */
  mounted: number;
  /** Blobs that were sent. */
  uploaded: number;
  /** Blobs that were found there, under their digest and with their size. */
  verified: number;
  /** Of blobs, sent and received. */
  bytes: number;
}

export function noTransfers(): TransferCounts {
  return { mounted: 0, uploaded: 0, verified: 0, bytes: 0 };
}
