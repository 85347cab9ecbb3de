import type { ShowAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { isHeld } from './domain/hold.ts';
import type { Fault } from './errors.ts';
import { traceLineage } from './lineage/trace-lineage.ts';
import { reviewState } from './models/review-state.ts';
import { imageReference } from './pointers/image-reference.ts';
import type { Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { findModel, findStatus, listEvaluations, listPointers, ownersIn, readPolicy } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { ShowOptions } from './requests.ts';

/** Everything that the registry knows of one version. A malformed file beside its manifest is reported and hides nothing else. */
export async function showVersion(ref: string, options: ShowOptions, context: RegistryContext): Promise<ShowAnswer> {
  return await describeVersion(ref, await snapshotAt(context, options.at), context, options);
}

/** The same of a snapshot that was read already. */
export async function describeVersion(
  ref: string,
  snapshot: Snapshot,
  context: RegistryContext,
  options: Pick<ShowOptions, 'lineage' | 'at'> = {},
): Promise<ShowAnswer> {
  const registered = await resolveRef(snapshot, ref);
  const { manifest, digest } = registered;
  const { model, version } = manifest;
  const faults: Fault[] = [];
  const pointers = (await listPointers(snapshot, model, faults)).filter((pointer) => pointer.version === version);
  const policy = await orFault(faults, () => readPolicy(snapshot));
  const now = options.at === undefined ? context.clock.now() : snapshot.commit.at;
  const review = reviewState(await orFault(faults, () => findModel(snapshot, model)), now);
  return {
    manifest,
    manifestDigest: digest,
    stages: pointers.map((pointer) => ({
      stage: pointer.stage,
      image: pointer.image,
      reference: (policy && imageReference(pointer, policy, context)?.reference) ?? null,
      generation: pointer.generation,
      held: isHeld(pointer.hold, context.clock.now()),
      card: pointer.card,
    })),
    status: (await orFault(faults, () => findStatus(snapshot, model, version))) ?? null,
    evaluations: await listEvaluations(snapshot, model, version, faults),
    owners: (policy && (await orFault(faults, () => ownersIn(snapshot, policy, model)))) ?? [],
    ...(review && { review }),
    ...(options.lineage && { lineage: await traceLineage(registered, snapshot, context, faults) }),
    registryCommit: snapshot.commit.oid,
    faults,
  };
}
