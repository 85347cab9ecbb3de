import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { ChangeKind, StagePolicy } from '../domain/policy.ts';
import type { JudgedRecord, MergeRecord, Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Reviewed } from '../gates/candidacy.ts';
import type { Proposal } from '../ports/forge.ts';
import type { HistoryEntry } from '../ports/repository.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { Stray } from './find-strays.ts';
import type { Objects } from './objects.ts';
import type { Recorded } from './recorded.ts';
import type { Past, Step, Timeline } from './timeline.ts';

/** All that an audit looks at, gathered first: what it finds is decided on this alone. */
export interface AuditFacts {
  /** First-parent history of the registry branch, newest first, in whole. */
  readonly entries: readonly HistoryEntry[];
  /** How many commits are newer than one of them. */
  readonly ages: ReadonlyMap<Oid, number>;
  readonly timelines: ReadonlyMap<string, Timeline>;
  readonly objects: Objects;
  readonly pointers: readonly PointerPast[];
  readonly changes: readonly ChangeTrial[];
  /** Of the manifests that pointers name, as each was registered; absent where there never was one. */
  readonly manifests: ReadonlyMap<string, Digest>;
  readonly recorded: Recorded;
  readonly merges: ReadonlyMap<Oid, MergeRecord>;
  readonly proposals: ReadonlyMap<string, Proposal>;
  /** Commits that records name and that first-parent history has not. */
  readonly strays: ReadonlyMap<Oid, Stray>;
  readonly now: Instant;
}

/** What is known before the judgements of pointers are looked at. */
export type Gathered = Pick<
  AuditFacts,
  'entries' | 'ages' | 'timelines' | 'objects' | 'recorded' | 'merges' | 'proposals'
>;

/** A pointer with its past, and what was judged of each state. */
export interface PointerPast extends Past<'StagePointer'> {
  /** Those that can be read, newest first. */
  readonly states: readonly PointerState[];
  /** Those that something let in, with when that was. */
  readonly passed: ReadonlyMap<PointerState, Instant>;
  readonly trials: ReadonlyMap<PointerState, Trial>;
}

/** A change that needed approvals without moving a stage, and what they are counted on. */
export interface ChangeTrial {
  readonly step: Step;
  readonly kind: ChangeKind;
  /** `null` where it is about the whole registry, or about every version. */
  readonly model: ModelName | null;
  readonly version: Version | null;
  /** That brought it: by our merge or by another, with the bytes that came. */
  readonly proposal: string | null;
  readonly reviewed: Reviewed;
}

/** What the policy asked for when a pointer took a state, and what the records show. */
export interface Trial {
  readonly step: Step;
  readonly merge: MergeRecord | undefined;
  /** Only one that names the commit of this state. */
  readonly judged: JudgedRecord | undefined;
  /** The stage as the policy of the commit's first parent has it; a sentence where that cannot be read. */
  readonly stage: StagePolicy | string;
  /** `registry.yaml` there, and where the judged record says that it was read. */
  readonly policies: { readonly asked: Oid | undefined; readonly judged: Oid | undefined };
  /** Absent where no gate asks for approvals, and where the policy cannot be read. */
  readonly reviewed?: Reviewed;
  /** The ids of the gates that this change meets. */
  readonly gates: StagePolicy['gates'];
  /** The pointer in the head that was approved; `gone` where that is not here any more. Undefined without a merge record. */
  readonly approvedState: Oid | 'gone' | undefined;
}
