import { type BaseImage, configOf, platformOf } from '../../packaging/base-image.ts';
import { formatPlatform, type IndexedImage, isFor, readIndex } from '../../packaging/image-index.ts';
import type { PinnedBase } from '../../packaging/serving-images.ts';
import type { Digest } from '../domain/digest.ts';
import { MergelineError } from '../errors.ts';
import type { BaseStore } from '../ports/base-store.ts';

/**
 * A serving base out of the place where bases lie, each of its bytes checked against the digest that names it. Nothing of
 * this machine goes into it.
 * @param platforms which images of an index are meant; what one image must be for. Absent for one image as it is.
 * @throws MergelineError `NOT_FOUND` when the base is not there, `DIGEST_MISMATCH`, `INPUT_INVALID` for platforms that it
 * does not have.
 */
export async function readBase(
  digest: Digest,
  platforms: readonly string[] | undefined,
  bases: BaseStore,
): Promise<PinnedBase> {
  const manifest = await bases.readManifest(digest).catch((error) => {
    throw isMissing(error) ? notHere(digest, bases, error) : error;
  });
  const listed = readIndex(digest, manifest);
  if (listed === undefined) return { digest, image: await readImage(digest, manifest, platforms, bases) };
  const chosen = [...(platforms ?? [])].sort().map((platform) => choose(platform, listed, digest));
  if (chosen.length === 0) throw unfit(digest, 'is for several platforms, and none of them is named');
  const images = chosen.map(async ({ platform, descriptor }) => {
    const bytes = await bases.readManifest(descriptor.digest);
    return { platform, base: await readImage(descriptor.digest, bytes, undefined, bases) };
  });
  return { digest, images: await Promise.all(images) };
}

async function readImage(
  digest: Digest,
  manifest: Uint8Array,
  platforms: readonly string[] | undefined,
  bases: BaseStore,
): Promise<BaseImage> {
  const base: BaseImage = { digest, manifest, config: await bases.readConfig(configOf({ digest, manifest })) };
  const platform = platformOf(base);
  if (platforms === undefined || (platforms.length === 1 && isFor(platforms[0] ?? '', platform))) return base;
  throw unfit(digest, `is one image, for ${formatPlatform(platform)}, where ${platforms.join(', ')} is asked for`);
}

function choose(wanted: string, listed: readonly IndexedImage[], digest: Digest): IndexedImage {
  const exact = listed.filter(({ platform }) => formatPlatform(platform) === wanted);
  const [found, ...others] = exact.length > 0 ? exact : listed.filter(({ platform }) => isFor(wanted, platform));
  if (found !== undefined && others.length === 0) return found;
  const names = listed.map(({ platform }) => formatPlatform(platform)).join(', ');
  throw unfit(digest, `has ${found === undefined ? 'no image' : 'several images'} for ${wanted}, but ${names}`);
}

function unfit(digest: Digest, fact: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `The serving base ${digest} ${fact}.`, {
    hint: 'Say in registry.yaml, at serving.base.platforms, which of its platforms images are composed for.',
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof MergelineError && error.code === 'NOT_FOUND';
}

function notHere(digest: Digest, bases: BaseStore, cause: unknown): MergelineError {
  return new MergelineError('NOT_FOUND', `The serving base ${digest} is not at ${placeOf(digest, bases)}.`, {
    hint: 'Bring it there as docs/serving-images.md says, or make another one with: mergeline base build',
    cause,
  });
}

function placeOf(digest: Digest, bases: BaseStore): string {
  return bases.reference(digest).replace(`@${digest}`, '');
}
