import { encode } from '../../registry-schema/codec.ts';
import { pointerPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Pointer } from '../domain/records.ts';
import { allowsMerge, allowsProposal } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import { judgeProposal } from '../judging/judge-proposal.ts';
import type { Proposal } from '../ports/forge.ts';
import { changesOf, proposedPointer } from '../reading/read-proposal.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { commitMessage } from '../writing/commit-message.ts';
import { subjectOf } from './change-pointer.ts';
import { requireMayBreakGlass, requireReason } from './may-break-glass.ts';
import { refuse, refuseStale } from './refuse.ts';

/**
 * Writes into the proposed pointer who merges it before approval and why, and sets a hold, so that nothing moves the
 * stage again until somebody has looked.
 * Nothing is written where there is nothing to break: when every gate passes, or one fails that no glass is for.
 * @throws PolicyRefusal `NOT_ALLOWED` for anyone whom the stage does not name, `GATE_FAILED`; `USAGE` without a reason.
 */
export async function breakGlass(
  proposal: Proposal,
  reason: string | undefined,
  context: RegistryContext,
): Promise<Proposal> {
  const { repository, actor, author, clock, forge } = context;
  const broken = await pointerWithBrokenGlass(proposal, reason, context);
  if (broken?.breakGlass === undefined) return proposal;
  const head = await repository.commit({
    branch: proposal.branch,
    expected: proposal.head,
    onto: proposal.base,
    edits: [{ path: pointerPath(broken.model, broken.stage), bytes: encode('StagePointer', broken) }],
    message: commitMessage(`${subjectOf(broken)}, before approval`, broken.breakGlass.reason, { actor }),
    author,
    mergedFrom: [proposal.head],
    at: clock.now(),
  });
  if (head === 'stale')
    throw new MergelineError('CONFLICT', `Proposal ${proposal.id} changed at the same moment.`, {
      hint: 'Look at it again, then repeat the command.',
    });
  return await forge.moveHead(proposal, head, proposal.base);
}

/**
 * The proposed pointer as `breakGlass` writes it; undefined when there is nothing to break.
 * @throws what `breakGlass` does.
 */
export async function pointerWithBrokenGlass(
  proposal: Proposal,
  reason: string | undefined,
  context: RegistryContext,
): Promise<Pointer | undefined> {
  const { repository, actor, clock } = context;
  const pointer = await proposedPointer(await changesOf(proposal, repository), proposal.head, repository);
  if (pointer === undefined)
    throw new MergelineError('USAGE', `Proposal ${proposal.id} moves no stage, so there is no glass to break.`);
  requireReason(reason);
  const base = await snapshotAt(context);
  const judged = await judgeProposal(proposal, base, 'presence', context);
  await refuseStale(judged, base);
  if (allowsMerge(judged.verdicts)) return undefined;
  const { candidacy } = judged;
  if (candidacy) requireMayBreakGlass(candidacy.stage, actor, candidacy.policy.roles, candidacy.owners);
  if (!allowsProposal(judged.verdicts)) throw refuse(pointer, judged.verdicts);

  return { ...pointer, breakGlass: { by: actor, reason }, hold: { by: actor, reason, at: clock.now() } };
}
