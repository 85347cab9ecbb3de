import type { Artifact, Manifest } from '../core/domain/manifest.ts';
import { type Annotations, present } from './oci-image.ts';

/**
 * The part of a manifest that its OCI objects are made of, known before the manifest is: digests point one way, so no
 * object holds a registry commit, a clock reading, an actor or a stage.
 */
export type VersionContent = Pick<Manifest, 'model' | 'version' | 'created' | 'licence' | 'lineage' | 'artifacts'> & {
  /** Of the files that people want: `onnx` when the version is served, else the source's format. */
  readonly format: string;
};

/** Which layers a container gets: what is served and what travels with it, never the source alone. */
export function servedArtifacts(artifacts: readonly Artifact[]): readonly Artifact[] {
  return artifacts.filter(({ roles }) => roles.includes('served') || roles.includes('metadata'));
}

/** OCI image-spec, annotations.md. `created` is the manifest's creation time, `revision` the lineage's source commit. */
export function versionAnnotations({ model, version, created, licence, lineage }: VersionContent): Annotations {
  return present({
    'org.opencontainers.image.title': model,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.created': created,
    'org.opencontainers.image.revision': lineage.sourceCommit,
    'org.opencontainers.image.source': lineage.sourceRepository,
    'org.opencontainers.image.licenses': licence,
  });
}
