import type { ProposalAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Review } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import type { Proposal, ReviewDraft } from './ports/forge.ts';
import { readProposal } from './reading/read-proposal.ts';
import type { WriteOptions } from './registry.ts';
import { answerProposal, requireOpen } from './show-proposal.ts';

export interface ReviewRequest {
  readonly verdict: Review['verdict'];
  readonly comment?: string;
  /** Evidence by checklist item. */
  readonly checks?: Readonly<Record<string, string>>;
  /** Answers how the proposal would stand, and writes nothing. */
  readonly dryRun?: boolean;
}

/**
 * Records what a person says of the proposal's present head. Whether it counts, the gates decide. A merge that broke the
 * glass can be approved afterwards.
 * @throws MergelineError `CONFLICT` for a proposal that is no longer open.
 */
export async function reviewProposal(
  id: string,
  request: ReviewRequest,
  context: RegistryContext,
): Promise<ProposalAnswer> {
  const proposal = await readProposal(id, context);
  if (!(proposal.state === 'merged' && request.verdict === 'approve')) requireOpen(proposal);
  const { verdict, comment = '', checks = {} } = request;
  const draft = { verdict, head: proposal.head, comment, checks };
  const reviewed = request.dryRun ? withReview(proposal, draft, context) : await context.forge.review(proposal, draft);
  return await answerProposal(reviewed, context);
}

/** The proposal as it would be after the review. An identity that nobody has checked yet is asserted. */
function withReview(
  proposal: Proposal,
  draft: ReviewDraft,
  { actor, clock }: Pick<RegistryContext, 'actor' | 'clock'>,
): Proposal {
  const review: Review = { proposal: proposal.id, actor, at: clock.now(), identity: 'asserted', ...draft };
  return { ...proposal, reviews: [...proposal.reviews, review] };
}

/** @throws MergelineError `CONFLICT` for a proposal that is no longer open. */
export async function closeProposal(
  id: string,
  { reason = '', dryRun }: WriteOptions,
  context: RegistryContext,
): Promise<ProposalAnswer> {
  const proposal = await readProposal(id, context);
  if (proposal.state === 'merged')
    throw new MergelineError('CONFLICT', `Proposal ${id} is merged.`, {
      hint: 'Take it back with: mergeline rollback',
    });
  if (proposal.state === 'closed') return await answerProposal(proposal, context);
  const closed: Proposal = dryRun ? { ...proposal, state: 'closed' } : await context.forge.close(proposal, reason);
  return await answerProposal(closed, context);
}
