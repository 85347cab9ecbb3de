import type { Artifact, Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';

/** Bytes that are being stored for a version while nothing in the registry names them yet. */
export interface PendingWrite {
  readonly model: ModelName;
  readonly at: Instant;
  readonly artifacts: readonly Artifact[];
}

/** Notes of what is stored before it is registered, so that what a killed registration leaves can be found. */
export interface PendingWrites {
  /** @returns what `drop` takes. */
  note(write: PendingWrite): Promise<string>;
  drop(id: string): Promise<void>;
  /** Those that were not dropped; a note that cannot be read is passed over. */
  list(): Promise<readonly (PendingWrite & { readonly id: string })[]>;
}
