import { encode } from '../registry-schema/codec.ts';
import { statusPath } from '../registry-schema/layout.ts';
import type { StatusAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { ModelName } from './domain/names.ts';
import type { Oid, Status } from './domain/records.ts';
import { erasedError } from './erasure/refuse-erased.ts';
import { MergelineError, PolicyRefusal } from './errors.ts';
import { stagesOf } from './list-models.ts';
import type { Snapshot } from './ports/repository.ts';
import { findStatus, listPointers } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteOptions } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

export interface StatusRequest extends WriteOptions {
  readonly ref: string;
  /** A version, as a reference or as the number alone of one of the same model. */
  readonly replacement?: string;
}

/**
 * Says that a version should not be used any more; it can be promoted still.
 * @throws MergelineError `NOT_FOUND` for a replacement that is not registered.
 */
export async function deprecateVersion(request: StatusRequest, context: RegistryContext): Promise<StatusAnswer> {
  return await changeStatus('deprecated', request, context);
}

/**
 * Takes a version out of use: `latest` passes over it, and no stage takes it. Its files and manifest stay.
 * @throws PolicyRefusal `STAGE_HELD` while it holds a stage.
 */
export async function yankVersion(request: StatusRequest, context: RegistryContext): Promise<StatusAnswer> {
  return await changeStatus('yanked', request, context);
}

async function changeStatus(
  state: 'deprecated' | 'yanked',
  request: StatusRequest,
  context: RegistryContext,
): Promise<StatusAnswer> {
  if (!request.reason?.trim()) {
    throw new MergelineError('USAGE', `A version is ${state} for a reason.`, { hint: 'Say why with --reason.' });
  }
  const snapshot = await snapshotAt(context);
  // What `latest` names may change while others write; the version that was meant does not.
  const { manifest } = await resolveRef(snapshot, request.ref);
  const ref = `${manifest.model}@${manifest.version}`;
  const replacement = request.replacement && (await nameOf(snapshot, request.replacement, manifest.model));
  const asked = { ...request, ref, ...(replacement && { replacement }) };
  const decide = (current: Snapshot) => decideStatus(current, state, asked, context);
  if (!request.dryRun) return await transact({ branch: context.branch, decide }, context);
  const decision = await decide(snapshot);
  if (decision.kind === 'answer') return decision.answer;
  return { ...decision.answer('' as Oid), commit: null, plan: await describePlan(context.branch, snapshot, decision) };
}

async function nameOf(snapshot: Snapshot, text: string, model: ModelName): Promise<string> {
  const { manifest } = await resolveRef(snapshot, text.includes('@') ? text : `${model}@${text}`);
  return `${manifest.model}@${manifest.version}`;
}

async function decideStatus(
  snapshot: Snapshot,
  state: 'deprecated' | 'yanked',
  { ref, reason = '', replacement }: StatusRequest,
  context: RegistryContext,
): Promise<Decision<StatusAnswer>> {
  const { manifest } = await resolveRef(snapshot, ref);
  const { model, version } = manifest;
  const present = await findStatus(snapshot, model, version);
  const answer = { model, version, status: state, created: true };
  if (present?.state === 'erased') throw erasedError(present);
  // Yanked says more than deprecated, and is not taken back by the way.
  if (present?.state === state || present?.state === 'yanked')
    return { kind: 'answer', answer: { ...answer, status: present.state, commit: null, created: false } };
  if (state === 'yanked') refuseHeld(stagesOf(await listPointers(snapshot, model), version), `${model}@${version}`);
  const status: Status = {
    ...present,
    model,
    version,
    state,
    reason,
    by: context.actor,
    at: context.clock.now(),
    ...(replacement && { replacement }),
  };
  const edits = [{ path: statusPath(model, version), bytes: encode('VersionStatus', status) }];
  const message = commitMessage(`${state === 'yanked' ? 'yank' : 'deprecate'} ${model}@${version}`, reason, {
    actor: context.actor,
  });
  return { kind: 'write', edits, message, answer: (commit: Oid) => ({ ...answer, commit }) };
}

/** @throws PolicyRefusal `STAGE_HELD`, with the commands that free a stage. */
export function refuseHeld(stages: readonly string[], version: string): void {
  const [stage] = stages;
  if (stage === undefined) return;
  const model = version.slice(0, version.indexOf('@'));
  throw new PolicyRefusal('STAGE_HELD', `${version} holds ${stages.join(', ')}.`, {
    hint: `Give the stage to another version first: mergeline rollback ${model} --stage ${stage}. Or empty it: mergeline withdraw ${model} --stage ${stage}`,
  });
}
