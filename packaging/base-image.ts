import { type Descriptor, type Digest, digestOf, isDigest } from '../core/domain/digest.ts';
import { MergelineError } from '../core/errors.ts';
import type { JsonValue } from './canonical-json.ts';
import type { ImagePlatform } from './image-index.ts';
import { type Annotations, imageLayerType, imageManifestType } from './oci-image.ts';

/** A pinned base as a registry hands it out, for one platform. */
export interface BaseImage {
  readonly digest: Digest;
  readonly manifest: Uint8Array;
  readonly config: Uint8Array;
}

/** The parts of an image configuration that composing touches; all others are kept as they are. */
export interface ImageConfigSection {
  readonly Env?: readonly string[] | null;
  readonly Labels?: Annotations | null;
  readonly [key: string]: JsonValue | undefined;
}

export interface BaseConfig {
  readonly config: ImageConfigSection;
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history: readonly JsonValue[];
  readonly [key: string]: JsonValue | undefined;
}

const dockerManifestType = 'application/vnd.docker.distribution.manifest.v2+json';

/** The same bytes under the names of the OCI; foreign and encrypted layers have none. */
const ociLayerTypes: Readonly<Record<string, string>> = {
  [imageLayerType]: imageLayerType,
  [`${imageLayerType}+gzip`]: `${imageLayerType}+gzip`,
  [`${imageLayerType}+zstd`]: `${imageLayerType}+zstd`,
  'application/vnd.docker.image.rootfs.diff.tar': imageLayerType,
  'application/vnd.docker.image.rootfs.diff.tar.gzip': `${imageLayerType}+gzip`,
  'application/vnd.docker.image.rootfs.diff.tar.zstd': `${imageLayerType}+zstd`,
};

/** What a base's manifest says its configuration is. */
export function configOf({ digest, manifest }: Pick<BaseImage, 'digest' | 'manifest'>): {
  digest: Digest;
  size: number;
} {
  const { digest: config, size } = objectAt(parseObject(manifest), 'config');
  if (typeof config === 'string' && isDigest(config) && Number.isSafeInteger(size)) {
    return { digest: config, size: size as number };
  }
  throw new MergelineError('INPUT_INVALID', `The serving base ${digest} does not name its configuration by digest.`);
}

/** How an index is to list the manifest of a base. */
export function mediaTypeOf(manifest: Uint8Array): string {
  return parseObject(manifest)['mediaType'] === dockerManifestType ? dockerManifestType : imageManifestType;
}

/** For what machines a base is. */
export function platformOf({ digest, config }: Pick<BaseImage, 'digest' | 'config'>): ImagePlatform {
  const { os, architecture, variant } = parseObject(config);
  if (typeof os !== 'string' || typeof architecture !== 'string') {
    throw new MergelineError('INPUT_INVALID', `The serving base ${digest} does not say for what machines it is.`);
  }
  return { os, architecture, ...(typeof variant === 'string' && { variant }) };
}

/**
 * Layers under OCI media types, and a configuration whose history counts its layers.
 * @throws MergelineError `DIGEST_MISMATCH` or `INPUT_INVALID`, as `composeServingImage` says.
 */
export function readBaseImage(base: BaseImage): { layers: readonly Descriptor[]; config: BaseConfig } {
  if (digestOf(base.manifest) !== base.digest) {
    throw new MergelineError('DIGEST_MISMATCH', `The bytes of the serving base are not those of ${base.digest}.`);
  }
  const manifest = parseObject(base.manifest);
  const mediaType = manifest['mediaType'] ?? imageManifestType;
  if (mediaType !== imageManifestType && mediaType !== dockerManifestType) {
    throw unusable(base, `is a ${mediaType}, not the manifest of one image`, 'Pin the image of one platform.');
  }
  if (digestOf(base.config) !== objectAt(manifest, 'config')['digest']) {
    throw new MergelineError('DIGEST_MISMATCH', `The configuration of the serving base ${base.digest} is another one.`);
  }
  const layers = listAt(manifest, 'layers').map((layer) => readLayer(base, layer));
  return { layers, config: readConfig(base, layers.length) };
}

function readLayer(base: BaseImage, layer: unknown): Descriptor {
  const { mediaType, digest, size } = asObject(layer);
  const ociType = typeof mediaType === 'string' && Object.hasOwn(ociLayerTypes, mediaType) && ociLayerTypes[mediaType];
  if (!ociType) throw unusable(base, `has a layer of type ${mediaType}`, 'Use a base with plain, gzip or zstd layers.');
  if (typeof digest !== 'string' || !isDigest(digest) || !Number.isSafeInteger(size)) {
    throw unusable(base, 'has a layer that is not named by digest and size');
  }
  return { mediaType: ociType, digest, size: size as number };
}

function readConfig(base: BaseImage, layers: number): BaseConfig {
  const config = parseObject(base.config);
  if (config['os'] !== 'linux') throw unusable(base, `is for ${config['os']}`, 'Use a Linux image as the base.');
  const diffIds = listAt(objectAt(config, 'rootfs'), 'diff_ids');
  if (diffIds.length !== layers || !diffIds.every((id) => typeof id === 'string')) {
    throw unusable(base, `has ${layers} layers but ${diffIds.length} diff ids`);
  }
  return {
    ...(config as { [key: string]: JsonValue }),
    config: readSection(base, asObject(config['config'] ?? {})),
    rootfs: { diff_ids: diffIds as string[] },
    history: completeHistory(config['history'] === undefined ? [] : listAt(config, 'history'), layers),
  };
}

function readSection(base: BaseImage, section: JsonObject): ImageConfigSection {
  const env = section['Env'] ?? [];
  const labels = asObject(section['Labels'] ?? {});
  if (!Array.isArray(env) || ![...env, ...Object.values(labels)].every((it) => typeof it === 'string')) {
    throw unusable(base, 'has variables or labels that are no text');
  }
  return section as ImageConfigSection;
}

/** Builders that write no history, or too little of it, would make every later entry describe another layer. */
function completeHistory(history: readonly unknown[], layers: number): readonly JsonValue[] {
  const counted = history.filter((entry) => asObject(entry)['empty_layer'] !== true).length;
  if (counted === layers) return history as JsonValue[];
  return Array.from({ length: layers }, () => ({ comment: 'layer of the serving base' }));
}

function unusable(base: BaseImage, fact: string, hint?: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `The serving base ${base.digest} ${fact}.`, { hint });
}

type JsonObject = { readonly [key: string]: unknown };

function parseObject(bytes: Uint8Array): JsonObject {
  try {
    return asObject(JSON.parse(Buffer.from(bytes).toString()));
  } catch (cause) {
    throw new MergelineError('INPUT_INVALID', 'The serving base has a manifest or configuration that is not JSON.', {
      cause,
    });
  }
}

function objectAt(object: JsonObject, key: string): JsonObject {
  return asObject(object[key]);
}

function listAt(object: JsonObject, key: string): readonly unknown[] {
  const list = object[key];
  if (Array.isArray(list)) return list;
  throw new MergelineError('INPUT_INVALID', `The serving base has no list called ${key}.`);
}

function asObject(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new MergelineError(
    'INPUT_INVALID',
    'The manifest or configuration of the serving base is not of the OCI form.',
  );
}
