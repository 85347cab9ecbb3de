import type { Digest } from '../domain/digest.ts';
import type { Oid } from '../domain/records.ts';

/** What "was this registered before?" needs of a manifest. */
export interface IndexedManifest {
  readonly contentKey: Digest;
  /** Of the files alone. */
  readonly filesKey: Digest;
  readonly idempotencyKey: string | null;
}

/** What a manifest must have one of. */
export interface SoughtManifest {
  readonly contentKey?: Digest;
  readonly filesKey?: Digest;
  readonly idempotencyKey?: string | undefined;
}

/** A disposable memory of manifests by the id of their Git object: it can be lost at any time, and it is never wrong. */
export interface ManifestIndex {
  /** Those of these manifests that it does not know. */
  unknownOf(oids: readonly Oid[]): Promise<readonly Oid[]>;
  remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void>;
  /** Every known manifest that is sought, of whatever model and commit. */
  find(sought: SoughtManifest): Promise<readonly Oid[]>;
}

export function isSought(manifest: IndexedManifest, sought: SoughtManifest): boolean {
  return (['contentKey', 'filesKey', 'idempotencyKey'] as const).some((key) => manifest[key] === sought[key]);
}
