import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid, ProposalKind, ProposalState, Review } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Edit } from './repository.ts';

/** A pull request, or its local equal. */
export interface Proposal {
  readonly id: string;
  readonly url: string;
  readonly kind: ProposalKind;
  readonly state: ProposalState;
  readonly title: string;
  readonly branch: string;
  readonly model: ModelName;
  readonly stage?: StageName;
  readonly version?: Version;
  readonly replaces?: Version;
  readonly requestedBy: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly reason: string;
  readonly draft: boolean;
  /** The commit that a merge would bring in, and the one on the registry branch that it was made from. */
  readonly head: Oid;
  readonly base: Oid;
  readonly reviews: readonly Review[];
  /** Reviews that cannot be read, and so say nothing; absent when there are none. */
  readonly faults?: readonly Fault[];
  /** Present once merged: the commit on the registry branch. */
  readonly mergeCommit?: Oid;
}

/** What a proposal is about, which never changes. */
export type ProposalSubject = Pick<Proposal, 'kind' | 'branch' | 'model' | 'stage' | 'version'>;

export type ProposalDraft = Pick<
  Proposal,
  | 'kind'
  | 'title'
  | 'branch'
  | 'model'
  | 'stage'
  | 'version'
  | 'replaces'
  | 'requestedBy'
  | 'reason'
  | 'draft'
  | 'head'
  | 'base'
>;

export interface ReviewDraft {
  readonly verdict: Review['verdict'];
  readonly head: Oid;
  readonly comment: string;
  readonly checks: Readonly<Record<string, string>>;
}

export interface MergeRequest {
  readonly proposal: Proposal;
  /** The tip of the registry branch that the merge was judged on. */
  readonly judgedOn: Oid;
  readonly edits: readonly Edit[];
  readonly message: string;
}

/** Where proposals live. It speaks of proposals, never of one product's pull requests. */
export interface Forge {
  /** Opens a proposal for the branch, or answers the one that is open for it already. */
  propose(draft: ProposalDraft): Promise<{ readonly proposal: Proposal; readonly created: boolean }>;
  /** @throws MergelineError `FILE_INVALID` for one that cannot be read. */
  find(id: string): Promise<Proposal | undefined>;
  /**
   * Newest first. One that cannot be read is passed over.
   * @param faults takes what is wrong with those.
   * @param about leaves out the others, which is much cheaper where there are many.
   */
  list(faults?: Fault[], about?: (subject: ProposalSubject) => boolean): Promise<readonly Proposal[]>;
  /** The branch was rebuilt: reviews of the old head stay, but count no more. */
  moveHead(proposal: Proposal, head: Oid, base: Oid): Promise<Proposal>;
  review(proposal: Proposal, draft: ReviewDraft): Promise<Proposal>;
  /** `stale` when the registry branch or the proposal's head has moved. */
  merge(request: MergeRequest): Promise<Oid | 'stale'>;
  close(proposal: Proposal, reason: string): Promise<Proposal>;
}
