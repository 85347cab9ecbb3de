import type { Digest } from '../domain/digest.ts';
import type { Oid } from '../domain/records.ts';

/** What "was this registered before?" needs of a manifest. */
export interface IndexedManifest {
  readonly contentKey: Digest;
  readonly idempotencyKey: string | null;
}

export interface SoughtManifest {
  readonly contentKey: Digest;
  readonly idempotencyKey?: string | undefined;
}

/** A disposable memory of manifests by the id of their Git object: it can be lost at any time, and it is never wrong. */
export interface ManifestIndex {
  /** Those of these manifests that it does not know. */
  unknownOf(oids: readonly Oid[]): Promise<readonly Oid[]>;
  remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void>;
  /** Every known manifest that is the same content, of whatever model and commit. */
  find(sought: SoughtManifest): Promise<readonly Oid[]>;
}

/** Whether a manifest has this content, or this idempotency key where one is given. */
export function isSameContent(manifest: IndexedManifest, sought: SoughtManifest): boolean {
  if (sought.idempotencyKey !== undefined && manifest.idempotencyKey === sought.idempotencyKey) return true;
  return manifest.contentKey === sought.contentKey;
}
