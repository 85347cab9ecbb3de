import type { ShowAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { isHeld } from './domain/hold.ts';
import { ownersOf } from './domain/model-pattern.ts';
import { findStatus, listEvaluations, listPointers, readModel, readPolicy } from './read-registry.ts';
import type { ReadOptions } from './registry.ts';
import { resolveRef } from './resolve-ref.ts';
import { snapshotAt } from './snapshot-at.ts';

/** Everything that the registry knows of one version. */
export async function showVersion(ref: string, options: ReadOptions, context: RegistryContext): Promise<ShowAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const { manifest, digest } = await resolveRef(snapshot, ref);
  const { model, version } = manifest;
  const pointers = (await listPointers(snapshot, model)).filter((pointer) => pointer.version === version);
  const { owners } = await readModel(snapshot, model);
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
    owners: [...new Set([...owners, ...ownersOf(await readPolicy(snapshot), model)])],
    registryCommit: snapshot.commit.oid,
  };
}
