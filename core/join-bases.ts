import { configOf, mediaTypeOf, platformOf } from '../packaging/base-image.ts';
import { assembleIndex, formatPlatform, type ImagePlatform, readIndex } from '../packaging/image-index.ts';
import type { BaseAnswer } from './bases/base-answer.ts';
import { basePlaces } from './bases/base-places.ts';
import { pinBase } from './bases/pin-base.ts';
import type { RegistryContext } from './context.ts';
import { type Digest, parseDigest } from './domain/digest.ts';
import { MergelineError } from './errors.ts';
import type { BaseStore } from './ports/base-store.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { JoinBasesRequest } from './requests.ts';

/**
 * One base of several that are stored already, each for another platform, and the proposal to pin it.
 * @throws MergelineError `NOT_FOUND` for one that is not stored, `INPUT_INVALID` for two of one platform or for one alone.
 */
export async function joinBases(request: JoinBasesRequest, context: RegistryContext): Promise<BaseAnswer> {
  const [head, ...rest] = request.digests.map(parseDigest);
  if (head === undefined) throw new MergelineError('INPUT_INVALID', 'Name the bases that are to be one.');
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  const [first] = basePlaces(policy, head, context);
  if (first === undefined) throw new MergelineError('FILE_INVALID', 'registry.yaml places no models anywhere.');
  const images = (await Promise.all([head, ...rest].map((digest) => imagesOf(digest, first.bases)))).flat();
  const platforms = images.map(({ platform }) => formatPlatform(platform)).sort();
  refuseFewOrTwice(platforms);
  const index = assembleIndex(images, {});
  const places = request.dryRun ? [] : basePlaces(policy, index.digest, context);
  for (const { bases } of places) await bases.writeIndex(index);
  const base = {
    name: request.name ?? 'mergeline-serving',
    reference: request.reference ?? 'localhost/mergeline-serving',
    digest: index.digest,
    platforms,
  };
  const stored = places.map(({ reference }) => reference);
  return { base, layers: [], stored, ...(await pinBase(snapshot, base, request, context)) };
}

interface BaseOfPlatform {
  readonly platform: ImagePlatform;
  readonly image: { readonly mediaType: string; readonly digest: Digest; readonly manifest: Uint8Array };
}

async function imagesOf(digest: Digest, bases: BaseStore): Promise<readonly BaseOfPlatform[]> {
  const manifest = await bases.readManifest(digest);
  const listed = readIndex(digest, manifest);
  if (listed !== undefined)
    return (await Promise.all(listed.map(({ descriptor }) => imagesOf(descriptor.digest, bases)))).flat();
  const config = await bases.readConfig(configOf({ digest, manifest }));
  return [{ platform: platformOf({ digest, config }), image: { mediaType: mediaTypeOf(manifest), digest, manifest } }];
}

function refuseFewOrTwice(platforms: readonly string[]): void {
  const twice = platforms.find((platform, index) => platforms.indexOf(platform) !== index);
  if (twice !== undefined) throw new MergelineError('INPUT_INVALID', `Two of the bases are for ${twice}.`);
  if (platforms.length > 1) return;
  throw new MergelineError('INPUT_INVALID', 'One base alone needs no joining.', {
    hint: 'Name one for each platform: mergeline base join sha256:… sha256:…',
  });
}
