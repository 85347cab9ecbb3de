import { buildDataImage } from '../../packaging/data-image.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import type { VersionContent } from '../../packaging/version-content.ts';
import type { Image } from '../domain/image.ts';
import type { Manifest, ManifestRef } from '../domain/manifest.ts';
import { present } from '../domain/present.ts';
import type { Version } from '../domain/version.ts';
import type { RegistrationDraft } from './registration-draft.ts';

/** The manifest of a version, and the OCI objects that it names. */
export interface AssembledVersion {
  readonly manifest: Manifest;
  /** Without tags: an index of every version would grow with each registration. */
  readonly images: readonly Image[];
}

/** Pure: the same draft, version and actor give the same bytes. */
export function assembleVersion(draft: RegistrationDraft, version: Version, actor: string): AssembledVersion {
  const { model, request, converted, packed, created } = draft;
  const { inspection, conversion, served } = converted;
  const artifacts = packed.map(({ artifact }) => artifact);
  const lineage = request.lineage ?? {};
  const content: VersionContent = {
    model,
    version,
    created,
    artifacts,
    lineage,
    format: served?.form.format ?? inspection.source.format,
    ...(request.licence === undefined ? {} : { licence: request.licence }),
  };
  const modelPack = buildModelPack(content);
  const dataImage = served && buildDataImage(content, refOf(modelPack));
  const manifest: Manifest = {
    model,
    version,
    created,
    registeredBy: actor,
    ...present({ description: request.description, licence: request.licence, idempotencyKey: request.idempotencyKey }),
    tags: request.tags ?? {},
    parameters: request.parameters ?? {},
    metrics: request.metrics ?? {},
    datasets: request.datasets ?? [],
    source: inspection.source,
    ...present({ served: served?.form, signature: served?.signature }),
    scan: inspection.scan,
    conversion,
    lineage,
    environment: request.environment ?? {},
    ...present({ requestedStage: request.stage as Manifest['requestedStage'] }),
    artifacts,
    modelPack: refOf(modelPack),
    ...present({ dataImage: dataImage && refOf(dataImage) }),
  };
  return { manifest, images: dataImage === undefined ? [modelPack] : [modelPack, dataImage] };
}

function refOf({ digest, manifest }: Image): ManifestRef {
  return { digest, size: manifest.length };
}
