import { decode } from '../registry-schema/codec.ts';
import { parsePath } from '../registry-schema/layout.ts';
import type { RegistryContext } from './context.ts';
import { millisecondsOf, parseDuration } from './domain/duration.ts';
import type { Instant } from './domain/manifest.ts';
import type { Policy } from './domain/policy.ts';
import type { Oid } from './domain/records.ts';
import type { RemovalAnswer } from './erasure/erasure-answer.ts';
import { proposedManifests } from './erasure/find-users.ts';
import { type Removable, removableOf } from './erasure/removable.ts';
import { erasedIn } from './erasure/remove-erased.ts';
import { removeFiles } from './erasure/remove-files.ts';
import { type Fault, MergelineError } from './errors.ts';
import type { PendingWrite } from './ports/pending-writes.ts';
import type { Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { findVersion, readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { DryRunOption } from './requests.ts';

/**
 * Deletes what Mergeline stored and nothing needs: bytes of erased versions at once; those of registrations that did not come
 * to their end, and of registrations whose proposal was closed, after the time that the policy keeps them.
 * @throws MergelineError `FILE_INVALID` for manifests and open proposals that cannot be read: they might name anything;
 *   `REMOTE_FAILED` and `REMOTE_UNDECIDED` where what others have made meanwhile cannot be known.
 */
export async function collectGarbage(
  { dryRun = false }: DryRunOption,
  context: RegistryContext,
): Promise<RemovalAnswer> {
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  await refuseUnreadable(snapshot);
  for await (const _ of proposedManifests(context));
  const isOld = olderThan(policy, context.clock.now());
  const pending = (await context.pendingWrites.list()).filter(({ at }) => isOld(at));
  const removable = [
    ...(await erasedIn(snapshot, context)),
    ...(await closedRegistrations(isOld, context)),
    ...pending.map(removableOfPending),
  ];
  if (!dryRun && removable.length > 0) await context.refresh?.();
  const answer = await removeFiles(removable, context, { dryRun });
  if (!dryRun && answer.failed.length === 0) for (const { id } of pending) await context.pendingWrites.drop(id);
  return answer;
}

function olderThan({ retention }: Policy, now: Instant): (at: Instant) => boolean {
  const limit = millisecondsOf(now) - parseDuration(retention.unreferenced);
  return (at) => millisecondsOf(at) < limit;
}

async function refuseUnreadable(snapshot: Snapshot): Promise<void> {
  const files: { readonly path: string; readonly oid: Oid }[] = [];
  for await (const { path, oid } of snapshot.walk('models'))
    if (parsePath(path)?.kind === 'ModelVersion') files.push({ path, oid });
  const faults: Fault[] = [];
  let index = 0;
  for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
    const file = files[index]?.path ?? '';
    index += 1;
    await orFault(faults, async () => decode('ModelVersion', bytes, { file }));
  }
  if (faults.length === 0) return;
  throw new MergelineError('FILE_INVALID', 'Some manifests cannot be read, and they might name any bytes.', {
    details: faults,
    hint: 'Nothing was deleted. See the faults with: mergeline validate',
  });
}

/** Versions that nobody wanted in the registry. One whose branch Git has dropped names nothing any more. */
async function closedRegistrations(
  isOld: (at: Instant) => boolean,
  { forge, repository }: RegistryContext,
): Promise<readonly Removable[]> {
  const removable: Removable[] = [];
  for (const { state, head, model, version } of await forge.list([], ({ kind }) => kind === 'registration')) {
    if (state !== 'closed' || version === undefined) continue;
    const snapshot = await orNothing(() => repository.snapshot(head));
    const registered = snapshot && isOld(snapshot.commit.at) && (await findVersion(snapshot, model, version));
    if (registered) removable.push(removableOf(registered.manifest));
  }
  return removable;
}

async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function removableOfPending({ model, artifacts }: PendingWrite): Removable {
  return { model, owner: `an unfinished registration of ${model}`, artifacts, images: [] };
}
