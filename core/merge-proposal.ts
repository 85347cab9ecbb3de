import type { MergeAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Oid, Review } from './domain/records.ts';
import { allowsMerge } from './domain/verdict.ts';
import { removeErased } from './erasure/remove-erased.ts';
import { MergelineError } from './errors.ts';
import { countedApprovals } from './gates/counted-approvals.ts';
import { type JudgedProposal, judgeProposal } from './judging/judge-proposal.ts';
import { breakGlass } from './pointers/break-glass.ts';
import { refuse, refuseStale } from './pointers/refuse.ts';
import type { Proposal } from './ports/forge.ts';
import type { Snapshot } from './ports/repository.ts';
import { publishPointer } from './publish-stages.ts';
import { editsOf, readProposal } from './reading/read-proposal.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { recordOrLeave } from './writing/add-record.ts';
import { commitMessage } from './writing/commit-message.ts';
import { type ReadSet, recordReads } from './writing/read-set.ts';
import { recordMerge } from './writing/record-merge.ts';

export interface MergeOptions {
  /** Merges before approval, where the stage names the actor for that. */
  readonly breakGlass?: boolean;
  readonly reason?: string;
}

export type Merged = MergeAnswer & { readonly commit: Oid };

const attempts = 1_000;

/**
 * Judges a proposal on the present registry, merges it by one compare-and-swap, and publishes what it promised. When the
 * registry moves meanwhile, it is judged again if anything that the judgement read has changed. Merging twice merges once.
 * @throws PolicyRefusal while a gate fails or waits; MergelineError `CONFLICT` when the stage moved meanwhile.
 */
export async function mergeProposal(id: string, options: MergeOptions, context: RegistryContext): Promise<Merged> {
  let proposal = await readProposal(id, context);
  if (options.breakGlass && proposal.state === 'open') proposal = await breakGlass(proposal, options.reason, context);
  let judgement: Judgement | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (proposal.state === 'merged' && proposal.mergeCommit !== undefined)
      return await finishAgain(proposal, proposal.mergeCommit, context);
    refuseClosed(proposal);
    const base = await snapshotAt(context);
    if (judgement === undefined || !(await holds(judgement, proposal, base)))
      judgement = await judgeOn(base, proposal, context);
    const { judged } = judgement;
    const merged = await context.forge.merge({
      proposal,
      judgedOn: base.commit.oid,
      edits: await editsOf(judged.changes, proposal.head, context.repository),
      message: messageOf(judged, context.actor),
    });
    if (merged !== 'stale') return await finish(judged, merged, context);
    proposal = await readProposal(id, context);
  }
  throw new MergelineError('BUSY', `Other writers kept moving the registry while proposal ${id} was being merged.`, {
    hint: 'Run the command again.',
  });
}

/** @throws MergelineError `CONFLICT`. */
export function refuseClosed({ id, state }: Proposal): void {
  if (state === 'closed')
    throw new MergelineError('CONFLICT', `Proposal ${id} was closed.`, {
      hint: 'Open a new one with: mergeline promote',
    });
}

/** A proposal that may be merged, and everything in the registry that says so. */
interface Judgement {
  readonly judged: JudgedProposal;
  readonly reads: ReadSet;
}

async function judgeOn(base: Snapshot, proposal: Proposal, context: RegistryContext): Promise<Judgement> {
  const reads = recordReads(base);
  const judged = await judgeProposal(proposal, reads.snapshot, 'bytes', context);
  await refuseStale(judged, reads.snapshot);
  if (!allowsMerge(judged.verdicts)) throw refuse(subjectOf(judged), judged.verdicts);
  return { judged, reads };
}

async function holds({ judged, reads }: Judgement, proposal: Proposal, base: Snapshot): Promise<boolean> {
  const { head, reviews } = judged.proposal;
  if (head !== proposal.head || reviews.length !== proposal.reviews.length) return false;
  return await reads.holdsIn(base);
}

async function finish(judged: JudgedProposal, commit: Oid, context: RegistryContext): Promise<Merged> {
  const { proposal, verdicts } = judged;
  const { id, head } = proposal;
  const merge = { commit, proposal: id, head, mergedBy: context.actor, approvals: approvalsOf(judged), verdicts };
  await recordOrLeave(() => recordMerge(merge, context));
  return await followThrough(proposal, { commit, verdicts, created: true }, context);
}

/** A proposal that stands on the registry branch, whoever brought it there and whatever came after. */
async function finishAgain(proposal: Proposal, commit: Oid, context: RegistryContext): Promise<Merged> {
  return await followThrough(proposal, { commit, verdicts: [], created: false }, context);
}

/** What a merge causes: the stage is published, and what was erased is removed. */
async function followThrough(
  proposal: Proposal,
  merge: Pick<Merged, 'commit' | 'verdicts' | 'created'>,
  context: RegistryContext,
): Promise<Merged> {
  const { kind, model, stage = null, version = null, replaces = null } = proposal;
  const published = stage && (await publishPointer(model, stage, context));
  return { ...merge, kind, model, stage, version, replaces, published, ...(await erasureOf(proposal, context)) };
}

/** What is said to be erased has to go, and whatever stays is told: a merge that was cut off here goes on when it is repeated. */
async function erasureOf(
  { kind, model, version }: Proposal,
  context: RegistryContext,
): Promise<Pick<Merged, 'erasure'>> {
  if (kind !== 'erasure' || version === undefined) return {};
  return { erasure: await removeErased({ model, version }, context) };
}

function approvalsOf({ proposal, reviewing }: JudgedProposal): readonly Review[] {
  if (reviewing !== undefined) return countedApprovals(reviewing);
  return proposal.reviews.filter(({ verdict, head }) => verdict === 'approve' && head === proposal.head);
}

/** Of the commit that a merge makes. */
export function messageOf(judged: JudgedProposal, actor: string): string {
  const { proposal } = judged;
  const approvedBy = [...new Set(approvalsOf(judged).map((review) => review.actor))];
  return commitMessage(proposal.title, proposal.reason, { actor, proposal: proposal.id, approvedBy });
}

function subjectOf({ proposal, pointer }: JudgedProposal): Parameters<typeof refuse>[0] {
  return pointer ?? `Proposal ${proposal.id} (${proposal.title}) cannot be merged`;
}
