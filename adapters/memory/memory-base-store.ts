import { type Descriptor, type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { MergelineError } from '../../core/errors.ts';
import type { BaseStore } from '../../core/ports/base-store.ts';
import { checkImage } from '../../packaging/check-image.ts';
import { readIndex } from '../../packaging/image-index.ts';
import { verifiedBytes } from '../../packaging/verified-bytes.ts';

export class MemoryBaseStore implements BaseStore {
  readonly #blobs = new Map<Digest, Uint8Array>();

  reference(digest: Digest): string {
    return `memory:bases@${parseDigest(digest)}`;
  }

  async readManifest(digest: Digest): Promise<Uint8Array> {
    const bytes = this.#blobs.get(parseDigest(digest));
    if (bytes === undefined) throw new MergelineError('NOT_FOUND', `There is no serving base ${digest}.`);
    return bytes.slice();
  }

  async readConfig({ digest }: Pick<Descriptor, 'digest'>): Promise<Uint8Array> {
    return await this.readManifest(digest);
  }

  async write(image: Image, openLayer: (layer: Descriptor) => AsyncIterable<Uint8Array>): Promise<void> {
    for (const layer of checkImage(image)) {
      if (this.#blobs.has(layer.digest)) continue;
      const chunks = await Array.fromAsync(verifiedBytes(openLayer(layer), layer, `The layer ${layer.digest}`));
      this.#blobs.set(layer.digest, Buffer.concat(chunks));
    }
    this.#blobs.set(image.config.descriptor.digest, image.config.bytes);
    this.#blobs.set(image.digest, image.manifest);
  }

  async writeIndex({ digest, manifest }: Pick<ImageIndex, 'digest' | 'manifest'>): Promise<void> {
    const missing = (readIndex(digest, manifest) ?? []).find((it) => !this.#blobs.has(it.descriptor.digest));
    if (missing !== undefined) {
      throw new MergelineError('NOT_FOUND', `The image ${missing.descriptor.digest} is not among the bases.`);
    }
    this.#blobs.set(digest, manifest);
  }
}
