import { findPathClash } from '../core/domain/artifact-path.ts';
import { type Descriptor, digestOf } from '../core/domain/digest.ts';
import type { Image } from '../core/domain/image.ts';
import type { Artifact, ManifestRef } from '../core/domain/manifest.ts';
import { MergelineError } from '../core/errors.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import { checkArtifact } from './describe-artifact.ts';

/** Media types of https://github.com/opencontainers/image-spec, media-types.md. */
export const imageManifestType = 'application/vnd.oci.image.manifest.v1+json';
export const imageConfigType = 'application/vnd.oci.image.config.v1+json';
export const imageLayerType = 'application/vnd.oci.image.layer.v1.tar';

export type Annotations = Readonly<Record<string, string>>;

/** A descriptor as it stands in a manifest. */
export type LayerEntry = Descriptor & { readonly annotations?: Annotations };

export interface ManifestParts {
  readonly artifactType?: string;
  readonly configType: string;
  readonly config: JsonValue;
  readonly layers: readonly LayerEntry[];
  readonly subject?: Descriptor;
  readonly annotations: Annotations;
  readonly artifacts: readonly Artifact[];
}

/** The image of a version. @throws MergelineError `INPUT_INVALID` without files, or with files that cannot be packed. */
export function assembleImage(parts: ManifestParts): Image {
  checkArtifacts(parts.artifacts);
  return assembleManifest(parts);
}

/** Serialises config and manifest, in this order, and names both. */
export function assembleManifest(parts: ManifestParts): Image {
  const config = canonicalJson(parts.config);
  const descriptor = { mediaType: parts.configType, digest: digestOf(config), size: config.length };
  const manifest = canonicalJson({
    schemaVersion: 2,
    mediaType: imageManifestType,
    artifactType: parts.artifactType,
    config: { ...descriptor },
    layers: parts.layers.map(layerJson),
    subject: parts.subject === undefined ? undefined : descriptorJson(parts.subject),
    annotations: sorted(parts.annotations),
  });
  return {
    digest: digestOf(manifest),
    manifest,
    mediaType: imageManifestType,
    config: { descriptor, bytes: config },
    artifacts: parts.artifacts,
  };
}

/** How a manifest of ours names an image, and an image its subject. */
export function manifestRef({ digest, manifest }: Image): ManifestRef {
  return { digest, size: manifest.length };
}

/** How a container image carries an artifact: the blob is the one that the ModelPack names. */
export function imageLayer(artifact: Artifact): LayerEntry {
  return { mediaType: imageLayerType, digest: artifact.layer.digest, size: artifact.layer.size };
}

/** Keys in code unit order, so that the order in which a caller collected them does not count. */
export function sorted(record: Annotations): Annotations {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** A record without the members that have no value. */
export function present(record: Readonly<Record<string, string | undefined>>): Annotations {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function layerJson({ annotations, ...descriptor }: LayerEntry): JsonValue {
  return { ...descriptorJson(descriptor), annotations: annotations };
}

function descriptorJson({ mediaType, digest, size }: Descriptor): { readonly [key: string]: JsonValue } {
  return { mediaType, digest, size };
}

function checkArtifacts(artifacts: readonly Artifact[]): void {
  if (artifacts.length === 0) throw new MergelineError('INPUT_INVALID', 'A version without files cannot be packed.');
  artifacts.forEach(checkArtifact);
  const clash = findPathClash(artifacts.map(({ path }) => path));
  if (clash !== undefined) throw new MergelineError('INPUT_INVALID', `The files of the version clash: ${clash}.`);
}
