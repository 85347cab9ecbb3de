import type { CalendarDay } from './calendar-day.ts';
import type { Digest } from './digest.ts';
import type { Instant, Label, Task } from './manifest.ts';
import type { ModelName, StageName } from './names.ts';
import type { Verdict } from './verdict.ts';
import type { Version } from './version.ts';

/** Forty or sixty-four hex digits: the name of a Git object. */
export type Oid = string & { readonly __brand: 'Oid' };

/** `models/<model>/model.yaml` */
export interface Model {
  readonly name: ModelName;
  readonly description?: string;
  readonly owners: readonly string[];
  readonly riskTier?: string;
  readonly task?: Task;
  readonly intendedUse?: string;
  readonly limits?: string;
  readonly nextReview?: CalendarDay;
  readonly tags: Readonly<Record<string, string>>;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** For clients whose names are freer than ours; unique in the registry. */
  readonly externalName?: string;
}

/** `models/<model>/status/<version>.yaml`; a version without one is active. */
export interface Status {
  readonly model: ModelName;
  readonly version: Version;
  readonly state: 'active' | 'deprecated' | 'yanked' | 'erased';
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly replacement?: string;
  /** Overlay the manifest's own. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
}

/** `models/<model>/evaluations/<version>/<id>.yaml`: verified metrics on a named data set. */
export interface Evaluation {
  readonly model: ModelName;
  readonly version: Version;
  readonly manifestDigest: Digest;
  readonly dataset: { readonly name: string; readonly digest: Digest; readonly rows: number };
  readonly task: Task;
  readonly target: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly intervals?: Intervals;
  readonly perClass?: readonly ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
  readonly slices?: readonly MetricSlice[];
  readonly evaluatedBy: string;
  readonly at: Instant;
}

/** The lower end, then the upper. */
export type Bounds = readonly [low: number, high: number];

/** Confidence intervals of metrics, by the method that gave them. */
export interface Intervals {
  readonly level: number;
  readonly wilson?: Readonly<Record<string, Bounds>>;
  /** Of the bootstrap. */
  readonly resamples?: number;
  readonly bootstrap?: Readonly<Record<string, Bounds>>;
}

export interface ClassMetrics {
  readonly label: Label;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** How many rows of each class (a row of `counts`) were predicted as each class (a column), in the order of `labels`. */
export interface ConfusionMatrix {
  readonly labels: readonly Label[];
  readonly counts: readonly (readonly number[])[];
}

/** What the metrics are on the rows that have one value in a column; `null` are the rows that have none. */
export interface MetricSlice {
  readonly column: string;
  readonly value: Label | null;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Hold {
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  readonly until?: Instant;
}

export interface Waiver {
  readonly gate: string;
  readonly reason: string;
  readonly by: string;
  readonly until: Instant;
}

export type PointerChange = 'promotion' | 'rollback' | 'withdrawal' | 'hold';

/** Which image the stage runs: `packaging/` computes the digest, nothing else may. */
export interface PointerImage {
  readonly digest: Digest;
  /** `none`, or the digest of the serving base. */
  readonly base: 'none' | Digest;
  /** Version of our image byte format. */
  readonly composer: number;
  /** For what the image is composed, in order, where the base is an index of several. */
  readonly platforms?: readonly string[];
}

/** `models/<model>/stages/<stage>.yaml`: which version holds the stage. */
export interface Pointer {
  readonly model: ModelName;
  readonly stage: StageName;
  /** `null` once the stage was emptied; a pointer is never deleted. */
  readonly version: Version | null;
  readonly manifestDigest: Digest | null;
  /** `null` when the stage is empty or the version cannot be served. */
  readonly image: PointerImage | null;
  /** Of the model card as it stood when this was proposed. */
  readonly card: Digest | null;
  /** Exactly one more than the generation it replaces. */
  readonly generation: number;
  readonly replaces: Version | null;
  readonly change: PointerChange;
  readonly requestedBy: string;
  readonly reason: string;
  readonly hold?: Hold;
  readonly waivers: readonly Waiver[];
  readonly breakGlass?: { readonly by: string; readonly reason: string };
}

export type ProposalKind =
  | 'promotion'
  | 'rollback'
  | 'withdrawal'
  | 'registration'
  | 'evaluation'
  | 'erasure'
  | 'policy';
export type ProposalState = 'open' | 'merged' | 'closed';

/** `proposals/<id>/proposal.yaml` in the records branch. */
export interface ProposalRecord {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly title: string;
  readonly branch: string;
  readonly model: ModelName;
  readonly stage?: StageName;
  readonly version?: Version;
  readonly replaces?: Version;
  readonly requestedBy: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly reason: string;
  readonly draft: boolean;
}

/** `proposals/<id>/heads/<n>.yaml`: one state of the proposal's branch. */
export interface ProposalHead {
  readonly proposal: string;
  readonly number: number;
  readonly head: Oid;
  readonly base: Oid;
  readonly by: string;
  readonly at: Instant;
}

/** `proposals/<id>/reviews/<digest>.yaml`: counts for the head it names and no other. */
export interface Review {
  readonly proposal: string;
  readonly actor: string;
  readonly verdict: 'approve' | 'reject';
  readonly head: Oid;
  readonly at: Instant;
  readonly comment: string;
  /** Evidence for checklist items: item id to text or link. */
  readonly checks: Readonly<Record<string, string>>;
  /** How the forge knows the actor; a local identity is asserted. */
  readonly identity: 'asserted' | 'verified';
}

/** `proposals/<id>/closed.yaml` */
export interface Closing {
  readonly proposal: string;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/** `merges/<commit>.yaml`: approvals copied from the forge when a proposal was merged. */
export interface MergeRecord {
  readonly commit: Oid;
  readonly proposal: string;
  readonly head: Oid;
  readonly mergedBy: string;
  readonly at: Instant;
  readonly approvals: readonly Review[];
  readonly verdicts: readonly Verdict[];
}

/** `judged/<model>/<stage>/<generation>.yaml`: this generation of the pointer passed the policy. */
export interface JudgedRecord {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly generation: number;
  readonly commit: Oid;
  readonly policyCommit: Oid;
  /** Whose approvals counted. */
  readonly approvals: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly at: Instant;
}

/** `receipts/<model>/<stage>/<generation>.yaml`: one publication. Each names the one before. */
export interface Receipt {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly generation: number;
  readonly version: Version | null;
  readonly manifestDigest: Digest | null;
  readonly commit: Oid;
  readonly image: { readonly reference: string; readonly digest: Digest } | null;
  readonly approvals: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly publishedBy: string;
  readonly at: Instant;
  /** Digest of the receipt of the generation published before this one; `null` for the first. */
  readonly previous: Digest | null;
  readonly signature?: string;
}
