import type { RegistryContext } from '../context.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { ArtifactStore } from '../ports/artifact-store.ts';
import type { ErasureScope, StoreFault } from './erasure-answer.ts';
import { findUsers } from './find-users.ts';
import { knownStores } from './known-stores.ts';
import { digestsOf, removableOf } from './removable.ts';

/** What the erasure of a version would delete now, and what would stay because others have it too. */
export async function erasureScope(
  manifest: Manifest,
  policy: Policy,
  context: RegistryContext,
): Promise<ErasureScope> {
  const removable = removableOf(manifest);
  const { artifacts: stores, unreached } = knownStores(policy, manifest.model, context);
  const { living } = await findUsers(digestsOf([removable]), context);
  const own = `${manifest.model}@${manifest.version}`;
  const faults: StoreFault[] = [...unreached];
  const files: ErasureScope['files'][number][] = [];
  for (const artifact of manifest.artifacts) {
    const { path, digest, size, layer } = artifact;
    const others = [...(living.get(digest) ?? []), ...(living.get(layer.digest) ?? [])].filter((who) => who !== own);
    const holders = await storesWith(artifact, stores, faults);
    files.push({ path, digest, size, stores: holders, sharedWith: [...new Set(others)] });
  }
  const gone = files.filter(({ stores: holders, sharedWith }) => holders.length > 0 && sharedWith.length === 0);
  const sizes = new Map(gone.map(({ digest, size }) => [digest, size]));
  return {
    files,
    images: removable.images.map(({ digest }) => digest),
    freed: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    unreached: faults,
  };
}

async function storesWith(
  artifact: Artifact,
  stores: readonly ArtifactStore[],
  faults: StoreFault[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const store of stores) {
    try {
      if (await store.has(artifact)) names.push(store.name);
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      if (!faults.some((fault) => fault.store === store.name)) faults.push({ store: store.name, why: error.message });
    }
  }
  return names;
}
