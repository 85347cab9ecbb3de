import type { Digest } from '../domain/digest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Status } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { ProposalRef } from '../proposals/proposal-ref.ts';
import type { PlanAnswer } from '../writing/plan-answer.ts';

/** What the erasure of one version takes away. */
export interface ErasureScope {
  readonly files: readonly {
    readonly path: string;
    readonly digest: Digest;
    readonly size: number;
    /** Stores in which it lies now. */
    readonly stores: readonly string[];
    /** Who else has the same bytes, so that they stay: `rose@1.0.0`, `proposal 7`. */
    readonly sharedWith: readonly string[];
  }[];
  /** OCI manifests that were made of the version. */
  readonly images: readonly Digest[];
  /** Bytes of the files that go, counted once. */
  readonly freed: number;
  /** Stores that were not reached, and why: nothing is deleted there. */
  readonly unreached: readonly StoreFault[];
}

export interface StoreFault {
  readonly store: string;
  readonly why: string;
}

/** One object of a store that was removed, or would be. */
export interface RemovedObject {
  readonly store: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  /** Whose it was: `iris@1.0.0 model.onnx`. */
  readonly what: string;
}

export interface KeptObject extends RemovedObject {
  readonly why: string;
}

/** What a removal of bytes came to. Nothing is thrown: what failed is tried again by the next `gc`. */
export interface RemovalAnswer {
  readonly removed: readonly RemovedObject[];
  readonly kept: readonly KeptObject[];
  /** In bytes. */
  readonly freed: number;
  readonly failed: readonly (StoreFault & { readonly digest?: Digest })[];
}

export interface EraseAnswer {
  readonly model: ModelName;
  readonly version: Version;
  readonly status: Status['state'];
  /** Absent when the version is erased already, and in a dry run. */
  readonly proposal?: ProposalRef;
  /** False when it is erased already, or when the same was proposed before. */
  readonly created: boolean;
  readonly scope: ErasureScope;
  readonly warnings: readonly string[];
  readonly plan?: PlanAnswer;
}
