import type { Digest } from './digest.ts';
import type { Task } from './manifest.ts';
import type { StageName } from './names.ts';

/** Who a rule means: `ann`, `github:ann`, `role:release-managers`, `owners`. */
export type Principal = string;

/** The people that an approval may exclude, all standing behind the proposal. */
export type Behind = 'requester' | 'opener' | 'committers' | 'registrar';

export type GateRule =
  | {
      readonly gate: 'metric';
      readonly metric: string;
      readonly min?: number;
      readonly max?: number;
      readonly dataset?: string;
      readonly reported?: boolean;
    }
  | {
      readonly gate: 'no-regression';
      readonly dataset: string;
      readonly metrics: readonly string[];
      readonly tolerance?: number;
      /** Whether a metric may be worse as far as its interval reaches. */
      readonly interval?: boolean;
      readonly direction?: 'higher' | 'lower';
    }
  | { readonly gate: 'evaluated'; readonly dataset: string }
  | { readonly gate: 'servable' }
  | { readonly gate: 'signature' }
  | { readonly gate: 'came-through'; readonly stage: StageName }
  | { readonly gate: 'soak'; readonly stage: StageName; readonly for: string }
  | {
      readonly gate: 'approvals';
      readonly count: number;
      readonly by?: readonly Principal[];
      readonly exclude?: readonly Behind[];
      readonly verifiedIdentity?: boolean;
    }
  | {
      readonly gate: 'required-fields';
      readonly manifest?: readonly string[];
      readonly model?: readonly string[];
      readonly card?: readonly string[];
    }
  | { readonly gate: 'licence'; readonly allow: readonly string[] }
  | { readonly gate: 'size'; readonly max: string }
  | { readonly gate: 'scan'; readonly allow?: readonly ('allowed' | 'unknown')[] }
  | { readonly gate: 'parity'; readonly tolerance?: number }
  | { readonly gate: 'review-date' }
  | { readonly gate: 'checklist'; readonly items: readonly { readonly id: string; readonly text: string }[] }
  | { readonly gate: 'expression'; readonly expression: string; readonly message?: string };

export type GateKind = GateRule['gate'];

/** One rule of a stage, as data. `id` is unique in its list; it defaults to the kind. */
export type Gate = GateRule & {
  readonly id: string;
  /** Who may waive it; nobody when absent. */
  readonly waivable?: readonly Principal[];
};

export interface StagePolicy {
  readonly name: StageName;
  readonly aliases: readonly string[];
  readonly description?: string;
  readonly review: 'none' | 'proposal';
  readonly gates: readonly Gate[];
  /** A rollback to a version that held the stage before is judged by these and the built-in ones only. */
  readonly rollback: { readonly gates: readonly Gate[] };
  /** Who may merge before approval, with a reason. */
  readonly breakGlass: readonly Principal[];
}

export interface DatasetPolicy {
  readonly name: string;
  readonly digest: Digest;
  readonly task: Task;
  readonly target: string;
  readonly rows?: number;
  /** Where the bytes are, relative to the registry's root. */
  readonly path?: string;
  /** Which store has them, where they are not at `path`. */
  readonly store?: string;
}

export type StorePolicy =
  | { readonly name: string; readonly type: 'oci-layout'; readonly path?: string }
  | { readonly name: string; readonly type: 'lfs' }
  | { readonly name: string; readonly type: 'oci'; readonly reference: string };

/** Which models a line speaks of: `*`, `risk/*`, `iris-*`. */
export type ModelPattern = string;

/** `none` names the data-only image; a serving base is pinned by digest. */
export type ServingBase =
  | { readonly name: 'none' }
  | {
      readonly name: string;
      readonly reference: string;
      readonly digest: Digest;
      readonly platforms: readonly string[];
    };

export type ChangeKind = 'registration' | 'evaluation' | 'erasure' | 'policy';

/** `registry.yaml`: read from the base branch only. */
export interface Policy {
  readonly name?: string;
  readonly stages: readonly StagePolicy[];
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly owners: readonly { readonly models: ModelPattern; readonly owners: readonly string[] }[];
  readonly datasets: readonly DatasetPolicy[];
  readonly stores: readonly StorePolicy[];
  /** In order: the first store takes writes, every store is tried for reads. */
  readonly placement: readonly { readonly models: ModelPattern; readonly stores: readonly string[] }[];
  readonly serving: { readonly base: ServingBase };
  /** How long bytes are kept that nothing in the registry needs: `14d`. */
  readonly retention: { readonly unreferenced: string };
  readonly changes: Readonly<Record<ChangeKind, { readonly gates: readonly Gate[] }>>;
}
