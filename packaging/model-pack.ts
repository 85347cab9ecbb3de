import type { Image } from '../core/domain/image.ts';
import type { Artifact } from '../core/domain/manifest.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import { type Annotations, assembleImage, type LayerEntry } from './oci-image.ts';
import { layerRoot } from './tar-layer.ts';
import { type VersionContent, versionAnnotations } from './version-content.ts';

/** Media types of https://github.com/modelpack/model-spec, docs/spec.md. */
const modelPackType = 'application/vnd.cncf.model.manifest.v1+json';
const modelPackConfigType = 'application/vnd.cncf.model.config.v1+json';
const weightType = 'application/vnd.cncf.model.weight.v1.tar';
const weightConfigType = 'application/vnd.cncf.model.weight.config.v1.tar';

const regularFile = 0x30;

/** The OCI artifact with every file of a version, in the order of its artifacts: readable by modctl, KitOps and oras. */
export function buildModelPack(content: VersionContent): Image {
  const { artifacts } = content;
  return assembleImage({
    artifactType: modelPackType,
    configType: modelPackConfigType,
    config: configOf(content),
    layers: artifacts.map(modelLayer),
    annotations: { ...versionAnnotations(content), 'ml.kitops.modelkit.kitfile': kitfileOf(content) },
    artifacts,
  });
}

/** ModelPack's docs/config.md. Its schema allows no keys of ours, so those are annotations. */
function configOf({ model, version, created, licence, lineage, format, artifacts }: VersionContent): JsonValue {
  return {
    descriptor: {
      createdAt: created,
      name: model,
      version,
      revision: lineage.sourceCommit,
      sourceURL: lineage.sourceRepository,
      licenses: licence === undefined ? undefined : [licence],
    },
    config: { format },
    // An uncompressed layer is its own diff id.
    modelfs: { type: 'layers', diffIds: artifacts.map(({ layer }) => layer.digest) },
  };
}

function modelLayer(artifact: Artifact): LayerEntry {
  return {
    mediaType: isWeight(artifact) ? weightType : weightConfigType,
    digest: artifact.layer.digest,
    size: artifact.layer.size,
    annotations: fileAnnotations(artifact),
  };
}

function fileAnnotations({ path, size, digest }: Artifact): Annotations {
  const name = `${layerRoot}/${path}`;
  const metadata = { name, mode: 0o644, uid: 0, gid: 0, size, mtime: '1970-01-01T00:00:00Z', typeflag: regularFile };
  return {
    'org.cncf.model.filepath': name,
    'org.cncf.model.file.metadata+json': JSON.stringify(metadata),
    'dev.mergeline.file.digest': digest,
  };
}

/**
 * Without it `kit` unpacks to `models/models/`: it derives a Kitfile from the file paths and joins their folder with
 * the tar's own names. `parts` is matched to the `weight.config` layers by index, so it has exactly one entry for each.
 * See GetKitfileForManifest in https://github.com/kitops-ml/kitops, pkg/lib/repo/util.
 */
function kitfileOf({ model, version, format, artifacts }: VersionContent): string {
  const parts = artifacts.filter((artifact) => !isWeight(artifact)).map(() => ({ path: layerRoot }));
  const kitfile = canonicalJson({
    manifestVersion: '1.0.0',
    package: { name: model, version },
    model: { name: model, path: layerRoot, format, parts: parts.length > 0 ? parts : undefined },
  });
  return Buffer.from(kitfile).toString();
}

function isWeight({ roles }: Artifact): boolean {
  return roles.includes('source') || roles.includes('served');
}
