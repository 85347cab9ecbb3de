import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid, Status } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';

/** Where a version comes from, and what came of it. */
export interface VersionLineage {
  /** Nearest first. */
  readonly parents: readonly Ancestor[];
  /**
   * What the walk up ended with: a version that names no parent, one that there is not or that cannot be read, one that
   * was met before, or more of them than are followed.
   */
  readonly parentsEnd: 'root' | 'unknown' | 'unreadable' | 'cycle' | 'depth';
  readonly baseModel: Ancestor | null;
  readonly datasets: readonly LineageDataset[];
  readonly source: {
    readonly repository: string | null;
    readonly commit: string | null;
    readonly runUrl: string | null;
  };
  readonly evaluations: readonly LineageEvaluation[];
  /** Newest first. */
  readonly stays: readonly StageStay[];
  /** Versions whose parent it is. */
  readonly children: VersionList;
  /** Versions whose base model it is. */
  readonly fineTunes: VersionList;
}

export interface Ancestor {
  /** As the manifest names it. */
  readonly named: string;
  /** `null` where the name is none of this registry. */
  readonly model: ModelName | null;
  readonly version: Version | null;
  readonly state: Status['state'] | 'unknown' | 'unreadable';
  /** `null` where there is no manifest to tell. */
  readonly created: Instant | null;
  readonly registeredBy: string | null;
}

export interface LineageDataset {
  readonly name: string;
  readonly digest: Digest;
  readonly rows: number | null;
  /** The data set of `registry.yaml` that has these bytes. */
  readonly pinnedAs: string | null;
  /** It was evaluated on what it was trained on. */
  readonly evaluatedHere: boolean;
  /** Other versions that name the same bytes, under whatever name. */
  readonly trained: VersionList;
  readonly evaluated: VersionList;
}

export interface LineageEvaluation {
  readonly id: string;
  readonly dataset: { readonly name: string; readonly digest: Digest; readonly rows: number };
  readonly pinnedAs: string | null;
  readonly metrics: Readonly<Record<string, number>>;
  readonly evaluatedBy: string;
  readonly at: Instant;
}

/** One stretch in which the version held a stage; a change of the hold alone does not end it. */
export interface StageStay {
  readonly stage: StageName;
  /** With which it began. */
  readonly generation: number;
  readonly commit: Oid;
  readonly image: Digest | null;
  /** Committer times. `null`: it still holds the stage. */
  readonly from: Instant;
  readonly until: Instant | null;
  /** As the receipt of its publication tells; `null` where there is none. */
  readonly published: { readonly at: Instant; readonly by: string; readonly reference: string | null } | null;
}

/** By name, a model's highest version first. */
export interface VersionList {
  readonly versions: readonly { readonly model: ModelName; readonly version: Version; readonly created: Instant }[];
  /** All of them, where the list has only the first thousand. */
  readonly total: number;
}
