import { buildDataImage } from '../../packaging/data-image.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import type { VersionContent } from '../../packaging/version-content.ts';
import type { RegistryContext } from '../context.ts';
import type { Image } from '../domain/image.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { ReadableArtifactStore } from '../ports/artifact-store.ts';
import { placementOf } from './placement.ts';

/** The OCI manifests of a version, made again from its manifest: a pure function of it. */
export function imagesOf(manifest: Manifest): { readonly modelPack: Image; readonly dataImage?: Image } {
  const content: VersionContent = { ...manifest, format: manifest.served?.format ?? manifest.source.format };
  const modelPack = buildModelPack(content);
  if (manifest.served === undefined) return { modelPack };
  return {
    modelPack,
    dataImage: buildDataImage(content, { digest: modelPack.digest, size: modelPack.manifest.length }),
  };
}

/** Where a file of a version is. @throws MergelineError `NOT_FOUND` that names the stores that were asked. */
export async function findArtifact(
  artifact: Artifact,
  manifest: Manifest,
  policy: Policy,
  { openStore }: Pick<RegistryContext, 'openStore'>,
): Promise<ReadableArtifactStore> {
  const stores = placementOf(policy, manifest.model).map(openStore);
  for (const store of stores) if (await store.has(artifact)) return store;
  throw new MergelineError(
    'NOT_FOUND',
    `${artifact.path} of ${manifest.model}@${manifest.version} is in none of the stores in reach here.`,
    {
      hint: `Asked: ${stores.map(({ name }) => name).join(', ')}. Bring the bytes (${artifact.digest}) to one of them.`,
    },
  );
}

/**
 * Why a version may not be what its manifest says: OCI digests that do not follow from it, files that are missing or whose
 * bytes are others. Empty when all is right. `bytes` reads every file, `presence` only looks for it.
 */
export async function integrityFaultsOf(
  manifest: Manifest,
  policy: Policy,
  depth: 'bytes' | 'presence',
  context: Pick<RegistryContext, 'openStore'>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const { modelPack, dataImage } = imagesOf(manifest);
  if (modelPack.digest !== manifest.modelPack.digest)
    faults.push(`the manifest names another ModelPack than its content gives`);
  if (dataImage?.digest !== manifest.dataImage?.digest)
    faults.push(`the manifest names another data image than its content gives`);
  for (const artifact of manifest.artifacts) {
    try {
      const store = await findArtifact(artifact, manifest, policy, context);
      if (depth === 'bytes') for await (const _ of store.read(artifact));
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      faults.push(error.message);
    }
  }
  return faults;
}
