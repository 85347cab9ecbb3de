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

/**
 * Where a file of a version is: in a store here, or where others reach it too.
 * @throws MergelineError `NOT_FOUND` that names the stores that were asked, `REMOTE_FAILED` when one that may have it is away.
 */
export async function findArtifact(
  artifact: Artifact,
  manifest: Manifest,
  policy: Policy,
  { openStore }: Pick<RegistryContext, 'openStore'>,
): Promise<ReadableArtifactStore> {
  const stores = placementOf(policy, manifest.model).map((store) => openStore(store, manifest.model));
  const copies = stores.flatMap((store) => store.copies ?? []);
  let away: MergelineError | undefined;
  for (const place of [...stores, ...copies]) {
    try {
      if (await place.has(artifact)) return place;
    } catch (error) {
      if (!(error instanceof MergelineError) || error.code !== 'REMOTE_FAILED') throw error;
      away ??= error;
    }
  }
  if (away !== undefined) throw away;
  const asked = [...stores.map(({ name }) => name), ...copies.map(({ name }) => `the remote ${name}`)].join(', ');
  throw new MergelineError(
    'NOT_FOUND',
    `${artifact.path} of ${manifest.model}@${manifest.version} is in none of the stores in reach here.`,
    { hint: `Asked: ${asked}. Bring the bytes (${artifact.digest}) to one of them.` },
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
  return [...faultsOfImages(manifest), ...(await faultsOfFiles(manifest, policy, depth, context))];
}

function faultsOfImages(manifest: Manifest): readonly string[] {
  const { modelPack, dataImage } = imagesOf(manifest);
  const faults: string[] = [];
  if (modelPack.digest !== manifest.modelPack.digest)
    faults.push(`the manifest names another ModelPack than its content gives`);
  if (dataImage?.digest !== manifest.dataImage?.digest)
    faults.push(`the manifest names another data image than its content gives`);
  return faults;
}

async function faultsOfFiles(
  manifest: Manifest,
  policy: Policy,
  depth: 'bytes' | 'presence',
  context: Pick<RegistryContext, 'openStore'>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const missing: Artifact[] = [];
  for (const artifact of manifest.artifacts) {
    const error = await orError(async () => {
      const store = await findArtifact(artifact, manifest, policy, context);
      if (depth === 'bytes') for await (const _ of store.read(artifact));
    });
    if (error?.code === 'NOT_FOUND') missing.push(artifact);
    else if (error !== undefined) faults.push(error.message);
  }
  return missing.length === 0 ? faults : [...faults, notHere(missing, manifest, policy)];
}

async function orError(verify: () => Promise<void>): Promise<MergelineError | undefined> {
  try {
    await verify();
    return undefined;
  } catch (error) {
    if (error instanceof MergelineError) return error;
    throw error;
  }
}

/** A clone of a registry whose stores lie elsewhere has sound versions and none of their bytes. */
function notHere([first, ...others]: readonly Artifact[], { model, version }: Manifest, policy: Policy): string {
  const files = others.length === 0 ? `${first?.path} is` : `${first?.path} and ${others.length} more are`;
  const stores = placementOf(policy, model).map(({ name, type }) => `${name} (${type})`);
  return `The bytes of ${model}@${version} are not here, which says nothing against them: ${files} in none of the stores that were asked, ${stores.join(', ')}. Judge it where the bytes are, or name a store in registry.yaml that both reach; mergeline doctor tells where the stores lie.`;
}
