import { type Descriptor, type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { MergelineError } from '../../core/errors.ts';
import type { BaseStore } from '../../core/ports/base-store.ts';
import { checkImage } from '../../packaging/check-image.ts';
import { readIndex } from '../../packaging/image-index.ts';
import type { OciLayout } from './oci-layout.ts';

/** Serving bases in the layout that the images composed on them go to, so that they share every layer. */
export class OciLayoutBaseStore implements BaseStore {
  readonly #layout: OciLayout;

  constructor(layout: OciLayout) {
    this.#layout = layout;
  }

  reference(digest: Digest): string {
    return `oci-layout:${this.#layout.folder}@${parseDigest(digest)}`;
  }

  async readManifest(digest: Digest): Promise<Uint8Array> {
    return await this.#layout.readManifest(parseDigest(digest));
  }

  async readConfig({ digest }: Pick<Descriptor, 'digest'>): Promise<Uint8Array> {
    return await this.#layout.readManifest(parseDigest(digest));
  }

  async write(image: Image, openLayer: (layer: Descriptor) => AsyncIterable<Uint8Array>): Promise<void> {
    const layers = checkImage(image);
    await this.#layout.prepare();
    for (const layer of layers)
      await this.#layout.blobs.write(layer, () => openLayer(layer), `The layer ${layer.digest}`);
    await this.#layout.writeBytes(image.config.descriptor, image.config.bytes);
    await this.#layout.writeBytes({ digest: image.digest, size: image.manifest.length }, image.manifest);
  }

  async writeIndex({ digest, manifest }: Pick<ImageIndex, 'digest' | 'manifest'>): Promise<void> {
    for (const { descriptor } of readIndex(digest, manifest) ?? []) {
      if (await this.#layout.blobs.has(descriptor)) continue;
      throw new MergelineError('NOT_FOUND', `The image ${descriptor.digest} is not in ${this.#layout.folder}.`);
    }
    await this.#layout.prepare();
    await this.#layout.writeBytes({ digest, size: manifest.length }, manifest);
  }
}
