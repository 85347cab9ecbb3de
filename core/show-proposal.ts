import type { ProposalAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Verdict } from './domain/verdict.ts';
import { erasureScope } from './erasure/erasure-scope.ts';
import { MergelineError } from './errors.ts';
import { countedApprovals, whyUncounted } from './gates/counted-approvals.ts';
import { standingRejections } from './gates/rejections.ts';
import { waivingApprovals } from './gates/waiver.ts';
import { type JudgedProposal, judgeProposal } from './judging/judge-proposal.ts';
import { readFieldChanges } from './models/read-field-changes.ts';
import { imageReference } from './pointers/image-reference.ts';
import type { Proposal } from './ports/forge.ts';
import type { Snapshot } from './ports/repository.ts';
import { hasMoved } from './proposals/has-moved.ts';
import { summariseProposal } from './proposals/summarise-proposal.ts';
import { orFault } from './reading/or-fault.ts';
import { readProposal } from './reading/read-proposal.ts';
import { findMergeRecord, recordsSnapshot } from './reading/read-records.ts';
import { findVersion, readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { renderChanges } from './report/changes-report.ts';
import { compareContenders } from './report/compare-contenders.ts';
import { renderReport } from './report/report.ts';

/** A proposal as it stands, judged now. */
export async function showProposal(id: string, context: RegistryContext): Promise<ProposalAnswer> {
  return await answerProposal(await readProposal(id, context), context);
}

export async function answerProposal(proposal: Proposal, context: RegistryContext): Promise<ProposalAnswer> {
  const base = proposal.state === 'open' ? await snapshotAt(context) : await context.repository.snapshot(proposal.base);
  const judged = await judgeIfHere(proposal, base, context);
  const { pointer, candidacy } = judged;
  const verdicts = proposal.state === 'open' ? judged.verdicts : await verdictsAtMerge(proposal, context);
  const image = imageReference(pointer, await readPolicy(base), context);
  const changes = await readFieldChanges(judged.changes, base);
  return {
    proposal: {
      ...summariseProposal(proposal),
      reason: proposal.reason,
      head: proposal.head,
      base: proposal.base,
      mergeCommit: proposal.mergeCommit ?? null,
    },
    verdicts,
    image,
    reviews: markCounted(judged),
    comparison: (candidacy && compareContenders(candidacy)) ?? null,
    ...(changes.length > 0 && { changes }),
    ...(await erasureIn(proposal, base, context)),
    report: candidacy === undefined ? renderChanges(changes, verdicts) : renderReport({ candidacy, verdicts, image }),
    stale: proposal.state === 'open' && (await hasMoved(judged.changes, base)),
    faults: proposal.faults ?? [],
  };
}

async function erasureIn(
  { kind, state, model, version }: Proposal,
  base: Snapshot,
  context: RegistryContext,
): Promise<Pick<ProposalAnswer, 'erasure'>> {
  if (kind !== 'erasure' || state !== 'open' || version === undefined) return {};
  const registered = await findVersion(base, model, version);
  return registered ? { erasure: await erasureScope(registered.manifest, await readPolicy(base), context) } : {};
}

/** Git may have dropped the head of a proposal that was closed; what was said of it stays. */
async function judgeIfHere(proposal: Proposal, base: Snapshot, context: RegistryContext): Promise<JudgedProposal> {
  try {
    return await judgeProposal(proposal, base, 'presence', context);
  } catch (error) {
    const isGone = error instanceof MergelineError && error.code === 'NOT_FOUND' && proposal.state === 'closed';
    if (!isGone) throw error;
    return { proposal, changes: [], verdicts: [] };
  }
}

/** Approvals of the present head that a gate or a waiver accepts, and rejections that stand. */
function markCounted({ proposal, reviewing }: JudgedProposal): ProposalAnswer['reviews'] {
  const counted = new Set(
    reviewing === undefined
      ? proposal.reviews
      : [...countedApprovals(reviewing), ...waivingApprovals(reviewing), ...standingRejections(reviewing)],
  );
  return proposal.reviews.map((review) => {
    if (review.head !== proposal.head) return { ...review, counts: false, why: 'the proposal has changed since' };
    if (counted.has(review)) return { ...review, counts: true };
    if (reviewing === undefined || review.verdict === 'reject') return { ...review, counts: false };
    return { ...review, counts: false, why: whyUncounted(review, reviewing) };
  });
}

async function verdictsAtMerge({ mergeCommit }: Proposal, context: RegistryContext): Promise<readonly Verdict[]> {
  if (mergeCommit === undefined) return [];
  const records = await recordsSnapshot(context);
  return (await orFault([], () => findMergeRecord(records, mergeCommit)))?.verdicts ?? [];
}

/** @throws MergelineError `CONFLICT` for a proposal that is merged or closed. */
export function requireOpen({ id, state }: Proposal): void {
  if (state !== 'open')
    throw new MergelineError('CONFLICT', `Proposal ${id} is ${state}.`, { hint: 'See: mergeline proposal list' });
}
