import type { FoundVersion } from '../domain/found-version.ts';
import type { Oid } from '../domain/records.ts';
import type { Fault } from '../errors.ts';

export interface SearchAnswer {
  readonly versions: readonly FoundVersion[];
  /** How many are found, on this page and on all others. */
  readonly total: number;
  /** Asks for the page behind this one; `null` on the last. */
  readonly nextPageToken: string | null;
  /** The fields that the query names, in full. */
  readonly mentioned: readonly string[];
  readonly registryCommit: Oid;
  /** Of files that cannot be read, and so are not searched. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}
