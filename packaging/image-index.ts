import { type Descriptor, type Digest, digestOf, isDigest } from '../core/domain/digest.ts';
import type { Image, ImageIndex } from '../core/domain/image.ts';
import { MergelineError } from '../core/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Annotations, sorted } from './oci-image.ts';

/** Media types of https://github.com/opencontainers/image-spec, image-index.md, and of the list that Docker wrote before it. */
const imageIndexType = 'application/vnd.oci.image.index.v1+json';
const dockerListType = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** For what machines an image is. */
export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

export interface IndexedImage {
  readonly platform: ImagePlatform;
  readonly descriptor: Descriptor;
}

/** `linux/arm64/v8` */
export function formatPlatform({ os, architecture, variant }: ImagePlatform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** Whether an image is for a platform as people name it: without a variant, any is meant. */
export function isFor(wanted: string, platform: ImagePlatform): boolean {
  return formatPlatform(platform) === wanted || `${platform.os}/${platform.architecture}` === wanted;
}

/** What an index says of an image. */
type Listed = Pick<Image, 'mediaType' | 'digest' | 'manifest'>;

/** The images in the order of their platforms' names, whatever order they are given in. */
export function assembleIndex<I extends Listed>(
  entries: readonly { readonly platform: ImagePlatform; readonly image: I }[],
  annotations: Annotations,
): Omit<ImageIndex, 'images'> & { readonly images: readonly I[] } {
  const inOrder = [...entries].sort((a, b) => (formatPlatform(a.platform) < formatPlatform(b.platform) ? -1 : 1));
  const manifest = canonicalJson({
    schemaVersion: 2,
    mediaType: imageIndexType,
    manifests: inOrder.map(({ platform: { os, architecture, variant }, image }) => ({
      mediaType: image.mediaType,
      digest: image.digest,
      size: image.manifest.length,
      platform: { architecture, os, variant },
    })),
    annotations: sorted(annotations),
  });
  return { digest: digestOf(manifest), manifest, mediaType: imageIndexType, images: inOrder.map(({ image }) => image) };
}

/** What an index lists of images for platforms; undefined for bytes that are the manifest of one image. */
export function readIndex(digest: Digest, bytes: Uint8Array): readonly IndexedImage[] | undefined {
  if (digestOf(bytes) !== digest)
    throw new MergelineError('DIGEST_MISMATCH', `The bytes of the serving base are not those of ${digest}.`);
  const { mediaType, manifests } = parse(bytes);
  if (mediaType !== undefined && mediaType !== imageIndexType && mediaType !== dockerListType) return undefined;
  return Array.isArray(manifests) ? manifests.flatMap(readEntry) : undefined;
}

function parse(bytes: Uint8Array): { readonly mediaType?: unknown; readonly manifests?: unknown } {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) ?? {};
  } catch (cause) {
    throw new MergelineError('INPUT_INVALID', 'The serving base has a manifest that is not JSON.', { cause });
  }
}

/** Attestations and the like are for no platform. */
function readEntry(entry: unknown): readonly IndexedImage[] {
  const { mediaType, digest, size, platform } = (entry ?? {}) as Record<string, unknown>;
  const { os, architecture, variant } = (platform ?? {}) as Record<string, unknown>;
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest)) return [];
  if (typeof os !== 'string' || typeof architecture !== 'string' || !Number.isSafeInteger(size)) return [];
  const known = { os, architecture, ...(typeof variant === 'string' && { variant }) };
  return [{ platform: known, descriptor: { mediaType, digest, size: size as number } }];
}
