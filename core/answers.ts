import type { Descriptor, Digest } from './domain/digest.ts';
import type { ConversionReport, Instant, Label, Manifest } from './domain/manifest.ts';
import type { ModelName, StageName } from './domain/names.ts';
import type { Evaluation, Oid, PointerImage, ProposalKind, ProposalState, Review, Status } from './domain/records.ts';
import type { Transfers } from './domain/transfers.ts';
import type { Verdict } from './domain/verdict.ts';
import type { Version } from './domain/version.ts';
import type { ErasureScope, RemovalAnswer } from './erasure/erasure-answer.ts';
import type { Fault } from './errors.ts';
import type { LookingGate } from './evaluation/gates-looking-at.ts';
import type { VersionLineage } from './lineage/lineage.ts';
import type { FieldChange } from './models/field-changes.ts';
import type { ReviewState } from './models/review-state.ts';
import type { Predictions } from './ports/model-toolchain.ts';
import type { ProposalRef } from './proposals/proposal-ref.ts';
import type { Comparison } from './report/compare-contenders.ts';
import type { PlanAnswer } from './writing/plan-answer.ts';

export interface RegisterAnswer {
  readonly model: ModelName;
  readonly version: Version;
  readonly manifestDigest: Digest;
  readonly commit: Oid | null;
  readonly proposal?: ProposalRef;
  readonly artifacts: readonly (Descriptor & { readonly path: string })[];
  readonly conversion: ConversionReport;
  readonly servable: boolean;
  /** False when the same content was there already. */
  readonly created: boolean;
  readonly warnings: readonly string[];
  /** Of a registration that was asked to measure the model. */
  readonly evaluation?: RegisterEvaluation;
  readonly promotion?: PromoteAnswer;
  readonly transfers?: Transfers;
  readonly plan?: PlanAnswer;
}

export interface RegisterEvaluation extends MeasureAnswer {
  /** The data set of `registry.yaml` that has these bytes. */
  readonly pinnedAs: string | null;
  /** What was recorded on that data set. */
  readonly evidence?: EvaluateAnswer;
}

export interface ListAnswer {
  readonly models: readonly {
    readonly model: ModelName;
    readonly description?: string;
    readonly versions: number;
    readonly latest: Version | null;
    readonly stages: Readonly<Record<string, Version | null>>;
    /** Of `model.yaml`, and those that the policy names by pattern. */
    readonly owners: readonly string[];
    readonly review?: ReviewState;
  }[];
  readonly registryCommit: Oid;
  readonly faults: readonly Fault[];
}

export interface VersionsAnswer {
  readonly model: ModelName;
  readonly versions: readonly {
    readonly version: Version;
    readonly created: Instant;
    readonly stages: readonly StageName[];
    readonly status: Status['state'];
    readonly servable: boolean;
    /** As the author reported them. */
    readonly metrics: Readonly<Record<string, number>>;
    /** Of the newest evaluation that Mergeline made; `null` where there is none. */
    readonly verified: { readonly dataset: string; readonly metrics: Readonly<Record<string, number>> } | null;
  }[];
  readonly registryCommit: Oid;
  readonly faults: readonly Fault[];
}

export interface ShowAnswer {
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  readonly stages: readonly {
    readonly stage: StageName;
    readonly image: PointerImage | null;
    /** Where that lies, by its digest. */
    readonly reference: string | null;
    readonly generation: number;
    readonly held: boolean;
    /** Of the model's card, as reviewers saw it. */
    readonly card: Digest | null;
  }[];
  readonly status: Status | null;
  readonly evaluations: readonly (Evaluation & { readonly id: string })[];
  readonly owners: readonly string[];
  /** Of the model. */
  readonly review?: ReviewState;
  /** Where it was asked for. */
  readonly lineage?: VersionLineage;
  readonly registryCommit: Oid;
  /** What could not be read beside the manifest. */
  readonly faults: readonly Fault[];
}

export interface StatusAnswer {
  readonly model: ModelName;
  readonly version: Version;
  readonly status: Status['state'];
  readonly commit: Oid | null;
  readonly created: boolean;
  readonly plan?: PlanAnswer;
}

export interface PullAnswer {
  readonly model: ModelName;
  readonly version: Version;
  readonly manifestDigest: Digest;
  readonly files: readonly {
    readonly path: string;
    readonly digest: Digest;
    readonly size: number;
    open(): AsyncIterable<Uint8Array>;
  }[];
  readonly registryCommit: Oid;
  readonly warnings: readonly string[];
}

export interface PromoteAnswer {
  readonly proposal?: ProposalSummary;
  /** Where the stage needs no review: the commit that moved the pointer. */
  readonly commit?: Oid;
  readonly model: ModelName;
  readonly stage: StageName;
  readonly version: Version | null;
  readonly replaces: Version | null;
  readonly verdicts: readonly Verdict[];
  readonly image: { readonly reference: string; readonly digest: Digest } | null;
  /** False when the version holds the stage already, or the same proposal was open. */
  readonly created: boolean;
  readonly published?: Published;
  readonly plan?: PlanAnswer;
  readonly warnings: readonly string[];
}

export interface HoldAnswer {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly held: boolean;
  readonly until: Instant | null;
  readonly commit: Oid | null;
  readonly created: boolean;
  readonly plan?: PlanAnswer;
}

export interface ProposalSummary extends ProposalRef {
  readonly kind: ProposalKind;
  readonly state: ProposalState;
  readonly title: string;
  readonly model: ModelName;
  readonly stage: StageName | null;
  readonly version: Version | null;
  readonly replaces: Version | null;
  readonly requestedBy: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly draft: boolean;
}

export interface ListedProposal extends ProposalSummary {
  /** True when the registry moved so that the proposal must be refreshed before it can merge. */
  readonly stale: boolean;
  /** `null` of one that is not open, is stale, or is older than those that are judged for a list. */
  readonly standing: Standing | null;
}

/** What an open proposal waits for: `gates` are those that are pending, or that fail. */
export interface Standing {
  readonly state: 'ready' | 'waiting' | 'failing';
  readonly gates: readonly string[];
}

export interface ProposalList {
  readonly proposals: readonly ListedProposal[];
  /** Of proposals that cannot be read, and so are not listed. */
  readonly faults: readonly Fault[];
}

export interface ProposalAnswer {
  readonly proposal: ProposalSummary & {
    readonly reason: string;
    readonly head: Oid;
    readonly base: Oid;
    readonly mergeCommit: Oid | null;
  };
  readonly verdicts: readonly Verdict[];
  readonly image: { readonly reference: string; readonly digest: Digest } | null;
  readonly reviews: readonly (Review & {
    readonly counts: boolean;
    /** Of one that does not count, where that is known. */
    readonly why?: string;
  })[];
  /** The candidate beside the incumbent; `null` where no version comes in. */
  readonly comparison: Comparison | null;
  /** Of a proposal that changes what a model says of itself: the fields of its `model.yaml`. */
  readonly changes?: readonly FieldChange[];
  /** Of an open proposal to erase a version: what its merge deletes. */
  readonly erasure?: ErasureScope;
  /** What the reviewers read, in Markdown. */
  readonly report: string;
  /** True when the registry moved so that the proposal must be refreshed before it can merge. */
  readonly stale: boolean;
  /** Of reviews that cannot be read, and so count for nothing. */
  readonly faults: readonly Fault[];
  /** Of a refresh that was not to be written. */
  readonly plan?: PlanAnswer;
}

export interface ReviewAnswer extends ProposalAnswer {
  /** Whether what was said now counts: not where the policy excludes whoever said it, or wants somebody else. */
  readonly counts: boolean;
  /** Why it does not, where that is known. */
  readonly why?: string;
}

export interface MergeAnswer {
  /** `null` in a dry run. */
  readonly commit: Oid | null;
  readonly kind: ProposalKind;
  readonly model: ModelName;
  readonly stage: StageName | null;
  readonly version: Version | null;
  /** Who held the stage before; `null` when nobody did. */
  readonly replaces: Version | null;
  readonly verdicts: readonly Verdict[];
  readonly published: Published | null;
  /** Of a proposal to erase a version: which bytes are gone. */
  readonly erasure?: RemovalAnswer;
  /** False when the proposal was merged before. */
  readonly created: boolean;
  readonly plan?: PlanAnswer;
}

/** `due`: a dry run found that it would be published. */
export type PublishState = 'published' | 'already' | 'nothing-to-publish' | 'due' | 'unjudged' | 'refused' | 'failed';

export interface Published {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly generation: number;
  readonly version: Version | null;
  readonly image: string | null;
  readonly digest: Digest | null;
  readonly state: PublishState;
  readonly reason: string;
}

export interface PublishAnswer {
  readonly published: readonly Published[];
  readonly transfers?: Transfers;
}

/** Metrics that were computed on a labelled data set. */
export interface MeasureAnswer
  extends Pick<Evaluation, 'task' | 'metrics' | 'intervals' | 'perClass' | 'confusion' | 'slices' | 'dataset'> {
  readonly rows: number;
  readonly warnings?: readonly string[];
}

export interface EvaluateAnswer extends MeasureAnswer {
  readonly model: ModelName;
  readonly version: Version;
  readonly commit: Oid | null;
  readonly proposal?: ProposalRef;
  readonly created: boolean;
  /** Those that look at these numbers; none where the policy lets any numbers pass. */
  readonly gates: readonly LookingGate[];
  readonly warnings: readonly string[];
  readonly plan?: PlanAnswer;
}

export interface PredictAnswer extends Predictions {
  readonly model: ModelName;
  readonly version: Version;
  readonly manifestDigest: Digest;
  readonly classes?: readonly Label[];
  readonly registryCommit: Oid;
  readonly warnings: readonly string[];
}

export interface ValidateAnswer {
  readonly files: number;
  /** How many records were looked at; none where files or a commit were named. */
  readonly records: number;
  /** Looked at as they are edited in the work tree, not as they are committed. */
  readonly edited: readonly string[];
  readonly faults: readonly Fault[];
  readonly registryCommit: Oid;
}
