import { encode } from '../registry-schema/codec.ts';
import { pointerPath } from '../registry-schema/layout.ts';
import type { ProposalAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Pointer } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import { reapplyEdit } from './models/reapply-edit.ts';
import { subjectOf } from './pointers/change-pointer.ts';
import { imageOf } from './pointers/compose-image.ts';
import { nextPointer } from './pointers/plan-pointer.ts';
import type { Proposal } from './ports/forge.ts';
import type { Change, Edit, Snapshot } from './ports/repository.ts';
import { findRemainingAdditions } from './proposals/find-remaining-additions.ts';
import { changesOf, proposedPointer, readProposal } from './reading/read-proposal.ts';
import { cardDigest, findPointer, readPolicy, readVersion } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { DryRunOption } from './requests.ts';
import { answerProposal } from './show-proposal.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';

/**
 * Brings a proposal to the present registry: the next generation, the incumbent of today, the image that the policy of
 * today gives. When that changes its content, the approvals it had count no more.
 * @throws MergelineError `CONFLICT` for one that is no longer open or whose version holds the stage already.
 */
export async function refreshProposal(
  id: string,
  { dryRun }: DryRunOption,
  context: RegistryContext,
): Promise<ProposalAnswer & { readonly changed: boolean }> {
  const proposal = await readProposal(id, context);
  if (proposal.state !== 'open')
    throw new MergelineError('CONFLICT', `Proposal ${id} is ${proposal.state}.`, {
      hint: 'See: mergeline proposal list',
    });
  const base = await snapshotAt(context);
  const changes = await changesOf(proposal, context.repository);
  const pointer = await proposedPointer(changes, proposal.head, context.repository);
  const change =
    pointer === undefined
      ? await refreshAdditions(proposal, changes, base, context)
      : await refreshPointer(pointer, changes, base, context);
  if (change === undefined) return { ...(await answerProposal(proposal, context)), changed: false };
  if (dryRun) {
    const plan = await describePlan(proposal.branch, base, change, { proposal: true });
    return { ...(await answerProposal(proposal, context)), changed: true, plan };
  }
  return { ...(await answerProposal(await move(proposal, change, base, context), context)), changed: true };
}

async function rebuild(pointer: Pointer, base: Snapshot, context: RegistryContext): Promise<Pointer> {
  const { model, stage, version, change } = pointer;
  const present = await findPointer(base, model, stage);
  const follows = pointer.generation === (present?.generation ?? 0) + 1;
  if (!follows && present?.version === version && present.image?.digest === pointer.image?.digest) {
    throw new MergelineError(
      'CONFLICT',
      `${version === null ? `${stage} of ${model} is empty` : `${model}@${version} holds ${stage}`} already.`,
      {
        hint: 'Close the proposal with: mergeline proposal close',
      },
    );
  }
  const registered = version === null ? undefined : await readVersion(base, model, version);
  const image =
    registered === undefined || change === 'rollback'
      ? pointer.image
      : await imageOf(await readPolicy(base), registered, context);
  return nextPointer(present, {
    model,
    stage,
    change,
    holder: registered && version !== null ? { version, manifestDigest: registered.digest, image } : null,
    card: await cardDigest(base, model),
    requestedBy: pointer.requestedBy,
    reason: pointer.reason,
    waivers: pointer.waivers,
  });
}

function sameBytes(a: Pointer, b: Pointer): boolean {
  return Buffer.compare(encode('StagePointer', a), encode('StagePointer', b)) === 0;
}

/** The commit that brings a proposal's branch to the present registry. */
interface Refreshment {
  readonly edits: readonly Edit[];
  readonly message: string;
}

/** Undefined when it would say the same, and nothing else was pushed to the branch. */
async function refreshPointer(
  pointer: Pointer,
  changes: readonly Change[],
  base: Snapshot,
  context: RegistryContext,
): Promise<Refreshment | undefined> {
  const refreshed = await rebuild(pointer, base, context);
  if (changes.length === 1 && sameBytes(pointer, refreshed)) return undefined;
  return {
    edits: [{ path: pointerPath(pointer.model, pointer.stage), bytes: encode('StagePointer', refreshed) }],
    message: commitMessage(subjectOf(refreshed), refreshed.reason, { actor: context.actor }),
  };
}

async function refreshAdditions(
  proposal: Proposal,
  changes: readonly Change[],
  base: Snapshot,
  context: RegistryContext,
): Promise<Refreshment | undefined> {
  const edit = await reapplyEdit(changes, base);
  const edits = edit ? [edit] : await findRemainingAdditions(proposal, changes, base, context);
  return edits && { edits, message: commitMessage(proposal.title, proposal.reason, { actor: context.actor }) };
}

async function move(
  proposal: Proposal,
  { edits, message }: Refreshment,
  base: Snapshot,
  context: RegistryContext,
): Promise<Proposal> {
  const { repository, author, clock, forge } = context;
  const head = await repository.commit({
    branch: proposal.branch,
    expected: proposal.head,
    onto: base.commit.oid,
    edits,
    message,
    author,
    // Whoever stood behind an earlier head stands behind this one: its content may be theirs.
    mergedFrom: [proposal.head],
    at: clock.now(),
  });
  if (head === 'stale')
    throw new MergelineError('CONFLICT', `Proposal ${proposal.id} changed at the same moment.`, {
      hint: 'Run the command again.',
    });
  return await forge.moveHead(proposal, head, base.commit.oid);
}
