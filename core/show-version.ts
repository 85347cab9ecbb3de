import type { ShowAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { isHeld } from './domain/hold.ts';
import { findStatus, listEvaluations, listPointers, ownersIn, readPolicy } from './read-registry.ts';
import type { ReadOptions } from './registry.ts';
import { resolveRef } from './resolve-ref.ts';
import { snapshotAt } from './snapshot-at.ts';

/** Everything that the registry knows of one version. */
export async function showVersion(ref: string, options: ReadOptions, context: RegistryContext): Promise<ShowAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const { manifest, digest } = await resolveRef(snapshot, ref);
  const { model, version } = manifest;
  const pointers = (await listPointers(snapshot, model)).filter((pointer) => pointer.version === version);
  return {
    manifest,
    manifestDigest: digest,
    stages: pointers.map(({ stage, image, generation, hold }) => ({
      stage,
      image,
      generation,
      held: isHeld(hold, context.clock.now()),
    })),
    status: (await findStatus(snapshot, model, version)) ?? null,
    evaluations: await listEvaluations(snapshot, model, version),
    owners: await ownersIn(snapshot, await readPolicy(snapshot), model),
    registryCommit: snapshot.commit.oid,
  };
}
