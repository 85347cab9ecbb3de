import type { ProposalAnswer, ReviewAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { accountOf, parseActor } from './domain/actor.ts';
import { suggestName } from './domain/closest-name.ts';
import { checkForCredentials } from './domain/credential.ts';
import type { Gate, Policy } from './domain/policy.ts';
import type { Review } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import type { Proposal, ReviewDraft } from './ports/forge.ts';
import { readProposal } from './reading/read-proposal.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteOptions } from './requests.ts';
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
 * @throws MergelineError `CONFLICT` for a proposal that is no longer open, `USAGE` for evidence that no checklist asks for,
 * `CREDENTIAL_FOUND` for a secret in what is said.
 */
export async function reviewProposal(
  id: string,
  request: ReviewRequest,
  context: RegistryContext,
): Promise<ReviewAnswer> {
  const { verdict, comment = '', checks = {} } = request;
  checkForCredentials({ comment, checks });
  const proposal = await readProposal(id, context);
  if (!(proposal.state === 'merged' && verdict === 'approve')) requireOpen(proposal);
  await requireItems(Object.keys(checks), proposal, context);
  const draft = { verdict, head: proposal.head, comment, checks };
  const reviewed = request.dryRun ? withReview(proposal, draft, context) : await context.forge.review(proposal, draft);
  const answer = await answerProposal(reviewed, context);
  return { ...answer, ...countsFor(answer, verdict, context.actor) };
}

/** By who said it and not by when: two people may review in the same second. */
function countsFor(
  { reviews, proposal: { head } }: ProposalAnswer,
  verdict: Review['verdict'],
  actor: string,
): Pick<ReviewAnswer, 'counts' | 'why'> {
  const account = accountOf(parseActor(actor));
  const own = reviews.filter(
    (review) => review.verdict === verdict && review.head === head && accountOf(parseActor(review.actor)) === account,
  );
  const why = own.at(-1)?.why;
  if (own.some((review) => review.counts)) return { counts: true };
  return { counts: false, ...(why !== undefined && { why }) };
}

async function requireItems(named: readonly string[], proposal: Proposal, context: RegistryContext): Promise<void> {
  if (named.length === 0) return;
  const gates = gatesOf(proposal, await readPolicy(await snapshotAt(context)));
  const items = gates.flatMap((gate) => (gate.gate === 'checklist' ? gate.items.map(({ id }) => id) : []));
  const unknown = named.find((name) => !items.includes(name));
  if (unknown === undefined) return;
  throw new MergelineError('USAGE', `No checklist of this proposal has an item ${JSON.stringify(unknown)}.`, {
    hint: suggestName(unknown, items) ?? 'Its gates have no checklist: approve it without --check.',
  });
}

/** Every gate that could judge the proposal, whatever it turns out to change. */
function gatesOf({ stage }: Proposal, { stages, changes }: Policy): readonly Gate[] {
  if (stage === undefined) return [...changes.registration.gates, ...changes.evaluation.gates];
  const found = stages.find(({ name }) => name === stage);
  return found === undefined ? [] : [...found.gates, ...found.rollback.gates];
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

/** @throws MergelineError `CONFLICT` for a proposal that is merged, `CREDENTIAL_FOUND` for a secret in the reason. */
export async function closeProposal(
  id: string,
  { reason = '', dryRun }: WriteOptions,
  context: RegistryContext,
): Promise<ProposalAnswer & { readonly changed: boolean }> {
  checkForCredentials({ reason });
  const proposal = await readProposal(id, context);
  if (proposal.state === 'merged')
    throw new MergelineError('CONFLICT', `Proposal ${id} is merged.`, {
      hint: 'Take it back with: mergeline rollback',
    });
  if (proposal.state === 'closed') return { ...(await answerProposal(proposal, context)), changed: false };
  const closed: Proposal = dryRun ? { ...proposal, state: 'closed' } : await context.forge.close(proposal, reason);
  return { ...(await answerProposal(closed, context)), changed: true };
}
