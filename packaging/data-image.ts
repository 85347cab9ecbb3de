import type { Image } from '../core/domain/image.ts';
import type { Artifact, Instant, ManifestRef } from '../core/domain/manifest.ts';
import { MergelineError } from '../core/errors.ts';
import type { JsonValue } from './canonical-json.ts';
import { assembleImage, imageConfigType, imageLayer, imageManifestType } from './oci-image.ts';
import { layerRoot } from './tar-layer.ts';
import { servedArtifacts, type VersionContent, versionAnnotations } from './version-content.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64' };

/**
 * The container image that is nothing but the served files under `/models`: what Kubernetes mounts as an image volume,
 * and what a stage with `base: none` publishes. It shares every blob with the ModelPack and refers to it.
 * @throws MergelineError `MODEL_UNSUPPORTED` when the version has no served files.
 */
export function buildDataImage(content: VersionContent, modelPack: ManifestRef, platform = defaultPlatform): Image {
  const artifacts = servedArtifacts(content.artifacts);
  if (!artifacts.some(({ roles }) => roles.includes('served'))) {
    throw new MergelineError('MODEL_UNSUPPORTED', `${content.model}@${content.version} has no files to serve.`);
  }
  return assembleImage({
    configType: imageConfigType,
    config: {
      created: content.created,
      architecture: platform.architecture,
      os: platform.os,
      config: {},
      rootfs: { type: 'layers', diff_ids: artifacts.map(({ layer }) => layer.digest) },
      history: artifacts.map((artifact) => layerHistory(artifact, content.created)),
    },
    layers: artifacts.map(imageLayer),
    subject: { mediaType: imageManifestType, ...modelPack },
    annotations: versionAnnotations(content),
    artifacts,
  });
}

/** Docker counts: every layer has one entry of the history that is not marked as empty. */
export function layerHistory({ path }: Artifact, created: Instant): JsonValue {
  return { created, created_by: `mergeline: /${layerRoot}/${path}` };
}
