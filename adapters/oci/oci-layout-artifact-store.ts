import type { Digest } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, OpenBytes, Removal } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { readTarLayer, tarLayer } from '../../packaging/tar-layer.ts';
import { verifiedBytes } from '../../packaging/verified-bytes.ts';
import type { OciLayout } from './oci-layout.ts';

/** Keeps each file as the layer that images name, so that publishing one copies nothing. */
export class OciLayoutArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly #layout: OciLayout;

  constructor(layout: OciLayout, name: string) {
    this.#layout = layout;
    this.name = name;
  }

  async has(artifact: Artifact): Promise<boolean> {
    checkArtifact(artifact);
    return this.#layout.blobs.has(artifact.layer);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    checkArtifact(artifact);
    const layer = this.#layout.blobs.read(artifact.layer);
    yield* verifiedBytes(readTarLayer(artifact, layer), artifact, artifact.path);
  }

  async write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'> {
    checkArtifact(artifact);
    await this.#layout.prepare();
    const pack = () => tarLayer(artifact, verifiedBytes(open(), artifact, artifact.path));
    return this.#layout.blobs.write(artifact.layer, pack, `The layer of ${artifact.path}`);
  }

  async remove(artifact: Artifact, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    checkArtifact(artifact);
    const { digest } = artifact.layer;
    return this.#layout.blobs.remove(digest, () => whyWanted(digest));
  }
}
