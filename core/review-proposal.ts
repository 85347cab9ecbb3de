import type { ProposalAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Review } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import { readProposal } from './read-proposal.ts';
import { answerProposal, requireOpen } from './show-proposal.ts';

export interface ReviewRequest {
  readonly verdict: Review['verdict'];
  readonly comment?: string;
  /** Evidence by checklist item. */
  readonly checks?: Readonly<Record<string, string>>;
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
  const reviewed = await context.forge.review(proposal, { verdict, head: proposal.head, comment, checks });
  return await answerProposal(reviewed, context);
}

/** @throws MergelineError `CONFLICT` for a proposal that is no longer open. */
export async function closeProposal(id: string, reason: string, context: RegistryContext): Promise<ProposalAnswer> {
  const proposal = await readProposal(id, context);
  if (proposal.state === 'merged')
    throw new MergelineError('CONFLICT', `Proposal ${id} is merged.`, {
      hint: 'Take it back with: mergeline rollback',
    });
  if (proposal.state === 'closed') return await answerProposal(proposal, context);
  return await answerProposal(await context.forge.close(proposal, reason), context);
}
