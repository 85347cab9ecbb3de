import { isDeepStrictEqual } from 'node:util';
import { editDocument } from '../../registry-schema/edit.ts';
import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { hexOf } from '../domain/digest.ts';
import { noModel } from '../domain/names.ts';
import { judgeProposal } from '../judging/judge-proposal.ts';
import type { Snapshot } from '../ports/repository.ts';
import { branchOf, proposeChange } from '../proposals/propose-change.ts';
import { readPolicy } from '../reading/read-registry.ts';
import type { WriteOptions } from '../requests.ts';
import { commitMessage } from '../writing/commit-message.ts';
import { describePlan } from '../writing/plan-answer.ts';
import type { BaseAnswer } from './base-answer.ts';

/**
 * Proposes that `registry.yaml` pins a base; the rest of the file stays as it is, comments too. Stages run what they run
 * until somebody promotes on the new base.
 */
export async function pinBase(
  snapshot: Snapshot,
  base: BaseAnswer['base'],
  { dryRun, reason = '' }: WriteOptions,
  context: RegistryContext,
): Promise<Pick<BaseAnswer, 'proposal' | 'created' | 'verdicts' | 'plan'>> {
  const policy = await readPolicy(snapshot);
  if (isDeepStrictEqual(policy.serving.base, base)) return { created: false, verdicts: [] };
  const file = await snapshot.read(policyPath);
  const edit = { path: ['serving', 'base'], set: base };
  const bytes = editDocument('Registry', file?.bytes ?? new Uint8Array(), [edit], { file: policyPath });
  const change = {
    kind: 'policy' as const,
    topic: `serving-base/${hexOf(base.digest).slice(0, 12)}`,
    model: noModel,
    base: snapshot,
    edits: [{ path: policyPath, bytes }],
    message: commitMessage(`pin serving base ${base.name}`, reason, { actor: context.actor }),
    reason,
  };
  if (dryRun) {
    const plan = await describePlan(branchOf(change), snapshot, change, { proposal: true });
    return { created: true, verdicts: [], plan };
  }
  const { proposal, created } = await proposeChange(change, context);
  const { id, url, branch } = proposal;
  const { verdicts } = await judgeProposal(proposal, snapshot, 'presence', context);
  return { proposal: { id, url, branch }, created, verdicts };
}
