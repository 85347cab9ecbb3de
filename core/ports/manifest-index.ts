import type { Digest } from '../domain/digest.ts';
import type { Oid } from '../domain/records.ts';

/** What "was this registered before?" needs of a manifest. */
export interface IndexedManifest {
  readonly contentKey: Digest;
  readonly idempotencyKey: string | null;
}

/** A disposable memory of manifests by the id of their Git object: it can be lost at any time, and it is never wrong. */
export interface ManifestIndex {
  find(oids: readonly Oid[]): Promise<ReadonlyMap<Oid, IndexedManifest>>;
  remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void>;
}
