import { composer, modelLabels } from '../../packaging/serving-image.ts';
import { composeServingImages } from '../../packaging/serving-images.ts';
import { servedArtifacts } from '../../packaging/version-content.ts';
import { placementOf } from '../artifacts/placement.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image, ImageIndex } from '../domain/image.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { PointerImage } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { readBase } from './read-base.ts';

/** A version as it is registered: its manifest, and the digest of the manifest's file. */
export interface Composable {
  readonly manifest: Manifest;
  readonly digest: Digest;
}

type BaseContext = Pick<RegistryContext, 'openBases'>;

/** What a stage with `base: none` runs; `null` when the version cannot be served. */
export function dataImageOf({ dataImage }: Manifest): PointerImage | null {
  return dataImage === undefined ? null : { digest: dataImage.digest, base: 'none', composer };
}

/**
 * The image that the policy of today gives a version; `null` when it cannot be served.
 * @throws MergelineError what `readBase` throws of the pinned base.
 */
export async function imageOf(policy: Policy, version: Composable, context: BaseContext): Promise<PointerImage | null> {
  const { base } = policy.serving;
  if (!('digest' in base) || version.manifest.dataImage === undefined) return dataImageOf(version.manifest);
  const { digest, platforms } = base;
  const image = await compose({ base: digest, platforms }, version, policy, context);
  const chosen = 'images' in image ? { platforms: [...platforms].sort() } : {};
  return { digest: image.digest, base: digest, composer, ...chosen };
}

/**
 * The bytes of the image that a pointer names, made again from what it says: the pin of today does not count.
 * @throws MergelineError `DIGEST_MISMATCH` when they are those of another image, and what `readBase` throws.
 */
export async function composeNamed(
  image: PointerImage & { readonly base: Digest },
  version: Composable,
  policy: Policy,
  context: BaseContext,
): Promise<Image | ImageIndex> {
  if (image.composer !== composer) {
    throw new MergelineError('INPUT_INVALID', `The image was composed by composer ${image.composer}, not known here.`, {
      hint: 'Upgrade Mergeline.',
    });
  }
  const composed = await compose(image, version, policy, context);
  if (composed.digest === image.digest) return composed;
  throw new MergelineError(
    'DIGEST_MISMATCH',
    `the pointer names ${image.digest}, composing the version on ${image.base} gives ${composed.digest}`,
  );
}

async function compose(
  { base, platforms }: { readonly base: Digest; readonly platforms?: readonly string[] },
  { manifest, digest }: Composable,
  policy: Policy,
  { openBases }: BaseContext,
): Promise<Image | ImageIndex> {
  const { model, version, created, artifacts, lineage } = manifest;
  const pinned = await readBase(base, platforms, openBases(placementOf(policy, model)));
  return composeServingImages(pinned, {
    artifacts: servedArtifacts(artifacts),
    created,
    env: { MERGELINE_MODEL: model, MERGELINE_MODEL_VERSION: version, MERGELINE_MANIFEST_DIGEST: digest },
    labels: modelLabels({
      model,
      version,
      manifestDigest: digest,
      ...(lineage.sourceCommit !== undefined && { sourceCommit: lineage.sourceCommit }),
    }),
  });
}
