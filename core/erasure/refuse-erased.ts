import type { Manifest } from '../domain/manifest.ts';
import type { Status } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { findStatus } from '../reading/read-registry.ts';
import { type ReadContext, snapshotAt } from '../reading/snapshot-at.ts';

/**
 * The bytes of a version are gone once it is erased, also for whoever looks at the registry as it stood before.
 * @throws MergelineError `ERASED` that says by whom and why.
 */
export async function refuseErased(
  { model, version }: Pick<Manifest, 'model' | 'version'>,
  snapshot: Snapshot,
  context: ReadContext,
): Promise<void> {
  const present = await snapshotAt(context);
  const places = present.commit.oid === snapshot.commit.oid ? [snapshot] : [snapshot, present];
  for (const place of places) {
    const status = await findStatus(place, model, version);
    if (status?.state === 'erased') throw erasedError(status);
  }
}

export function erasedError({ model, version, by, at, reason }: Status): MergelineError {
  return new MergelineError('ERASED', `${model}@${version} was erased by ${by} at ${at}: ${reason}`, {
    hint: `What was known of it stays: mergeline show ${model}@${version}. Take another one: mergeline list ${model}`,
  });
}
