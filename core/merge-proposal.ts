import { encode } from '../registry-schema/codec.ts';
import { mergePath } from '../registry-schema/record-layout.ts';
import { addRecord } from './add-record.ts';
import type { MergeAnswer } from './answers.ts';
import { breakGlass } from './break-glass.ts';
import { commitMessage } from './commit-message.ts';
import type { RegistryContext } from './context.ts';
import type { MergeRecord, Oid, Review } from './domain/records.ts';
import { allowsMerge } from './domain/verdict.ts';
import { MergelineError } from './errors.ts';
import { countedApprovals } from './gates/counted-approvals.ts';
import { type JudgedProposal, judgeProposal } from './judge-proposal.ts';
import type { Proposal } from './ports/forge.ts';
import type { Snapshot } from './ports/repository.ts';
import { publishPointer } from './publish-stages.ts';
import { editsOf, readProposal } from './read-proposal.ts';
import { refuse } from './refuse.ts';
import { snapshotAt } from './snapshot-at.ts';

export interface MergeOptions {
  /** Merges before approval, where the stage names the actor for that. */
  readonly breakGlass?: boolean;
  readonly reason?: string;
}

const attempts = 100;

/**
 * Judges a proposal on the present registry, merges it by one compare-and-swap, and publishes what it promised. Merging
 * twice merges once.
 * @throws PolicyRefusal while a gate fails or waits; MergelineError `CONFLICT` when the stage moved meanwhile.
 */
export async function mergeProposal(id: string, options: MergeOptions, context: RegistryContext): Promise<MergeAnswer> {
  let proposal = await readProposal(id, context);
  if (options.breakGlass && proposal.state === 'open') proposal = await breakGlass(proposal, options.reason, context);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (proposal.state === 'merged' && proposal.mergeCommit !== undefined)
      return await finish(proposal, proposal.mergeCommit, [], false, context);
    if (proposal.state === 'closed')
      throw new MergelineError('CONFLICT', `Proposal ${id} was closed.`, {
        hint: 'Open a new one with: mergeline promote',
      });

    const base = await snapshotAt(context);
    const judged = await judgeProposal(proposal, base, 'bytes', context);
    await refuseStale(judged, base);
    if (!allowsMerge(judged.verdicts)) throw refuse(subjectOf(judged), judged.verdicts);
    const merged = await context.forge.merge({
      proposal,
      judgedOn: base.commit.oid,
      edits: await editsOf(judged.changes, proposal.head, context.repository),
      message: messageOf(judged, context.actor),
    });
    if (merged !== 'stale') {
      await recordMerge(judged, merged, context);
      return await finish(proposal, merged, judged.verdicts, true, context);
    }
    proposal = await readProposal(id, context);
  }
  throw new MergelineError('BUSY', `Other writers kept moving the registry while proposal ${id} was being merged.`, {
    hint: 'Run the command again.',
  });
}

/** What the proposal changes must still be what it was made from: two promotions of one stage exclude each other. */
async function refuseStale({ proposal, changes, pointer }: JudgedProposal, base: Snapshot): Promise<void> {
  for (const { path, before } of changes) {
    if ((await base.find(path)) === before) continue;
    const what = pointer === undefined ? path : `${pointer.stage} of ${pointer.model}`;
    throw new MergelineError('CONFLICT', `${what} has moved since proposal ${proposal.id} was made.`, {
      hint: `Bring it up to date with: mergeline proposal refresh ${proposal.id}`,
    });
  }
}

async function finish(
  proposal: Proposal,
  commit: Oid,
  verdicts: MergeAnswer['verdicts'],
  created: boolean,
  context: RegistryContext,
): Promise<MergeAnswer> {
  const { model, stage, version } = proposal;
  const published = stage === undefined ? null : await publishPointer(model, stage, context);
  return { commit, model, stage: stage ?? null, version: version ?? null, verdicts, published, created };
}

async function recordMerge(judged: JudgedProposal, commit: Oid, context: RegistryContext): Promise<void> {
  const { proposal, verdicts } = judged;
  const record: MergeRecord = {
    commit,
    proposal: proposal.id,
    head: proposal.head,
    mergedBy: context.actor,
    at: context.clock.now(),
    approvals: approvalsOf(judged),
    verdicts,
  };
  await addRecord(
    {
      path: mergePath(commit),
      subject: `record the merge of proposal ${proposal.id}`,
      encode: () => encode('MergeRecord', record),
    },
    context,
  );
}

function approvalsOf({ proposal, candidacy }: JudgedProposal): readonly Review[] {
  if (candidacy !== undefined) return countedApprovals(candidacy);
  return proposal.reviews.filter(({ verdict, head }) => verdict === 'approve' && head === proposal.head);
}

function messageOf(judged: JudgedProposal, actor: string): string {
  const { proposal } = judged;
  const approvedBy = [...new Set(approvalsOf(judged).map((review) => review.actor))];
  return commitMessage(proposal.title, proposal.reason, { actor, proposal: proposal.id, approvedBy });
}

function subjectOf({ proposal, pointer }: JudgedProposal): Parameters<typeof refuse>[0] {
  if (pointer !== undefined) return pointer;
  return { model: proposal.model, stage: proposal.kind as never, version: proposal.version ?? null };
}
