import type { Digest } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, OpenBytes, Removal } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { readTarLayer, tarLayer } from '../../packaging/tar-layer.ts';
import { verifiedBytes } from '../../packaging/verified-bytes.ts';
import { withProcessLock } from '../filesystem/process-lock.ts';
import type { OciRepository } from './registry/oci-registry.ts';
import { removeBlob } from './remove-blob.ts';

export interface OciRegistryArtifactStoreOptions {
  /** As `registry.yaml` calls it. */
  readonly name: string;
  /** Where blobs are kept while it is found out whether somebody still needs them. */
  readonly aside: OciRepository;
  /** A file that removals of this machine take turns with. */
  readonly lock: string;
}

/** Keeps each file of a model as the layer that images name, in the model's repository of an OCI registry. */
export class OciRegistryArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly #repository: OciRepository;
  readonly #aside: OciRepository;
  readonly #lock: string;

  constructor(repository: OciRepository, { name, aside, lock }: OciRegistryArtifactStoreOptions) {
    this.#repository = repository;
    this.name = name;
    this.#aside = aside;
    this.#lock = lock;
  }

  async has(artifact: Artifact): Promise<boolean> {
    checkArtifact(artifact);
    return await this.#repository.blobs.has(artifact.layer);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    checkArtifact(artifact);
    const layer = this.#repository.blobs.read(artifact.layer, `The layer of ${artifact.path} in ${this.name}`);
    yield* verifiedBytes(readTarLayer(artifact, layer), artifact, artifact.path);
  }

  async write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'> {
    checkArtifact(artifact);
    const { layer, path } = artifact;
    const pack = () => tarLayer(artifact, verifiedBytes(open(), artifact, path));
    return (await this.#repository.blobs.store(layer, pack)) === 'present' ? 'present' : 'written';
  }

  async remove(artifact: Artifact, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    checkArtifact(artifact);
    const { layer } = artifact;
    const places = { from: this.#repository.blobs, aside: this.#aside.blobs };
    return await withProcessLock(this.#lock, () => removeBlob(layer, places, () => whyWanted(layer.digest)));
  }
}
