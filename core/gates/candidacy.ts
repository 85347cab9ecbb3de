import type { Digest } from '../domain/digest.ts';
import type { Instant, Manifest } from '../domain/manifest.ts';
import type { StageName } from '../domain/names.ts';
import type { ChangeKind, Policy, StagePolicy } from '../domain/policy.ts';
import type { Evaluation, Model, Oid, Pointer, PointerImage, Review, Status } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { CompiledExpression } from '../ports/expression-compiler.ts';

/** A version and what is known of it. */
export interface Contender {
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  /** Absent for an active version. */
  readonly status?: Status;
  /** Those on the base branch and those that the judging run computed; never what the proposal brings. */
  readonly evaluations: readonly Evaluation[];
  readonly unmeasured: readonly Unmeasured[];
}

/** A data set, as the policy names it, on which a version was to be measured for this judgement, and why that failed. */
export interface Unmeasured {
  readonly dataset: string;
  readonly reason: string;
}

/** One stretch of time in which the candidate held a stage; open when `until` is absent. */
export interface Tenure {
  readonly stage: StageName;
  readonly from: Instant;
  readonly until?: Instant;
}

/**
 * Everyone who stands behind a proposal, by name as the forge knows them. A commit's person is best given as
 * `Ann Lee <ann@example.org>`: every part of it excludes. A bot excludes nobody, so name the person who set it off too.
 */
export interface Backers {
  readonly requester: string;
  readonly opener: string;
  /** Authors and committers of every commit of the branch. */
  readonly committers: readonly string[];
  /** Who registered the candidate: the manifest's word and the commit's author. */
  readonly registrar: readonly string[];
}

/** Everything that the judge may look at. Gathered first, so that judging is synchronous and pure. */
export interface Candidacy {
  readonly now: Instant;
  /** From the base branch. */
  readonly policy: Policy;
  readonly stage: StagePolicy;
  /** Where no stage moves: `stage` has its gates and its name then. */
  readonly change?: ChangeKind;
  readonly model: Model;
  /** From `model.yaml` and the name patterns of `registry.yaml`. */
  readonly owners: readonly string[];
  /** The text of the model card; absent when there is none. */
  readonly card?: string;
  /** Absent when the stage is to be emptied. */
  readonly candidate?: Contender;
  /**
   * The version that something let into the stage last: who pushed another one by hand, or emptied it, took nothing away
   * from what the candidate is compared with.
   */
  readonly holder: Version | null;
  /** The holder, as far as it can be read. */
  readonly incumbent?: Contender;
  /** The pointer on the base branch. Holds are read from here. */
  readonly basePointer?: Pointer;
  /** The pointer that is proposed. */
  readonly pointer: Pointer;
  /** The image that our composer names for the candidate: what the pointer must say, field by field. `null` when it cannot be served. */
  readonly expectedImage: PointerImage | null;
  /** Digests of the model card that the pointer may freeze: as it stands, and as it stood when the proposal was made. `null` for none. */
  readonly cards: readonly (Digest | null)[];
  /** What is wrong with the candidate's bytes, or with the past of its files; empty when all is right. */
  readonly integrityFaults: readonly string[];
  readonly tenures: readonly Tenure[];
  readonly backers: Backers;
  /** Names and addresses in the commits that bring the pointer, as Git tells them; none while it is only planned. */
  readonly committers: readonly string[];
  /** Every review of the proposal, of whatever head. */
  readonly reviews: readonly Review[];
  /** The head that would be merged; absent for a direct commit. */
  readonly head?: Oid;
  /** Compiled by an adapter; one function for each expression text of the stage. */
  readonly expressions: ReadonlyMap<string, CompiledExpression>;
}

/** What approvals are counted on. */
export type Reviewed = Pick<
  Candidacy,
  'now' | 'policy' | 'stage' | 'change' | 'model' | 'owners' | 'backers' | 'reviews' | 'head'
> & { readonly pointer: Pick<Pointer, 'waivers' | 'breakGlass'> };
