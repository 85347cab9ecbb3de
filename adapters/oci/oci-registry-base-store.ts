import { type Descriptor, type Digest, hexOf, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { MergelineError } from '../../core/errors.ts';
import type { BaseStore } from '../../core/ports/base-store.ts';
import { checkImage } from '../../packaging/check-image.ts';
import { readIndex } from '../../packaging/image-index.ts';
import type { OciRepository } from './registry/oci-registry.ts';

/** Serving bases in a repository of the registry that the images composed on them go to, which takes every layer from there. */
export class OciRegistryBaseStore implements BaseStore {
  readonly #repository: OciRepository;
  readonly #address: string;

  /** @param address `ghcr.io/acme/models/mergeline/serving/bases`. */
  constructor(repository: OciRepository, address: string) {
    this.#repository = repository;
    this.#address = address;
  }

  reference(digest: Digest): string {
    return `${this.#address}@${parseDigest(digest)}`;
  }

  async readManifest(digest: Digest): Promise<Uint8Array> {
    const found = await this.#repository.manifests.read(parseDigest(digest));
    if (found !== undefined) return found.bytes;
    throw new MergelineError('NOT_FOUND', `There is no manifest ${this.reference(digest)}.`);
  }

  async readConfig(config: Pick<Descriptor, 'digest' | 'size'>): Promise<Uint8Array> {
    const bytes = this.#repository.blobs.read(config, `The configuration ${parseDigest(config.digest)}`);
    return Buffer.concat(await Array.fromAsync(bytes));
  }

  async write(image: Image, openLayer: (layer: Descriptor) => AsyncIterable<Uint8Array>): Promise<void> {
    const { blobs } = this.#repository;
    for (const layer of checkImage(image)) await blobs.store(layer, () => openLayer(layer));
    await blobs.store(image.config.descriptor, async function* () {
      yield image.config.bytes;
    });
    await this.#writeManifest(image);
  }

  async writeIndex(index: Pick<ImageIndex, 'digest' | 'manifest' | 'mediaType'>): Promise<void> {
    for (const { descriptor } of readIndex(index.digest, index.manifest) ?? []) {
      if ((await this.#repository.manifests.find(descriptor.digest)) !== undefined) continue;
      throw new MergelineError('NOT_FOUND', `The image ${descriptor.digest} is not in ${this.#address}.`);
    }
    await this.#writeManifest(index);
  }

  /** With a tag: what has none may be deleted by the registry. */
  async #writeManifest({
    digest,
    manifest,
    mediaType,
  }: Pick<ImageIndex, 'digest' | 'manifest' | 'mediaType'>): Promise<void> {
    const { manifests } = this.#repository;
    await manifests.write(digest, manifest, mediaType);
    await manifests.write(`base-${hexOf(digest)}`, manifest, mediaType);
  }
}
