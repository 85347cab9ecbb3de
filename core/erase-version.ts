import { encode } from '../registry-schema/codec.ts';
import { statusPath } from '../registry-schema/layout.ts';
import { refuseHeld } from './change-status.ts';
import type { RegistryContext } from './context.ts';
import { checkForCredentials } from './domain/credential.ts';
import type { Status } from './domain/records.ts';
import type { EraseAnswer } from './erasure/erasure-answer.ts';
import { erasureScope } from './erasure/erasure-scope.ts';
import { MergelineError } from './errors.ts';
import { stagesOf } from './list-models.ts';
import { branchOf, proposeChange } from './proposals/propose-change.ts';
import { findStatus, listPointers, readPolicy } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteOptions } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';

/**
 * Proposes to delete the bytes of a version for good. Its merge writes the tombstone and deletes them; the manifest, the
 * evaluations and the number stay for ever.
 * @throws MergelineError `USAGE` without a reason; PolicyRefusal `STAGE_HELD` while it holds a stage.
 */
export async function eraseVersion(ref: string, options: WriteOptions, context: RegistryContext): Promise<EraseAnswer> {
  const { dryRun, reason } = options;
  if (!reason?.trim()) {
    throw new MergelineError('USAGE', 'A version is erased for a reason.', {
      hint: 'Say why with --reason; it stands in the tombstone for everybody to read.',
    });
  }
  checkForCredentials({ reason });
  const base = await snapshotAt(context);
  const policy = await readPolicy(base);
  const { manifest } = await resolveRef(base, ref);
  const { model, version } = manifest;
  const name = `${model}@${version}`;
  const present = await findStatus(base, model, version);
  const answer = { model, version, scope: await erasureScope(manifest, policy, context) };
  if (present?.state === 'erased') return { ...answer, status: 'erased', created: false, warnings: [] };
  refuseHeld(stagesOf(await listPointers(base, model), version), name);

  const tombstone: Status = {
    ...present,
    model,
    version,
    state: 'erased',
    reason,
    by: context.actor,
    at: context.clock.now(),
  };
  const edits = [{ path: statusPath(model, version), bytes: encode('VersionStatus', tombstone) }];
  const message = commitMessage(`erase ${name}`, reason, { actor: context.actor });
  const topic = `erasures/${version}`;
  const status = present?.state ?? 'active';
  const warnings = await warningsOfProposals(model, version, context);
  if (dryRun) {
    const plan = await describePlan(branchOf({ model, topic }), base, { edits, message }, { proposal: true });
    return { ...answer, status, created: true, warnings, plan };
  }
  const { proposal, created } = await proposeChange(
    { kind: 'erasure', topic, base, edits, message, model, version, reason },
    context,
  );
  const { id, url, branch } = proposal;
  return { ...answer, status, proposal: { id, url, branch }, created, warnings };
}

/** Whoever merges first wins: the other proposal cannot be merged any more. */
async function warningsOfProposals(
  model: Status['model'],
  version: Status['version'],
  { forge }: Pick<RegistryContext, 'forge'>,
): Promise<readonly string[]> {
  const proposals = await forge.list([], (subject) => subject.model === model && subject.version === version);
  return proposals
    .filter(({ state, stage }) => state === 'open' && stage !== undefined)
    .map(
      ({ id, title, stage }) =>
        `Proposal ${id} (${title}) is open: merged first, it gives ${version} ${stage}, and the erasure is refused; merged later, it is refused. To end it: mergeline proposal close ${id}`,
    );
}
