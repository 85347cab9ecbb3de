import { type Descriptor, type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { formatImageTag, parseImageTag, tagWithin } from '../../core/domain/image-tag.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ReadableArtifactStore, Removal } from '../../core/ports/artifact-store.ts';
import type { ImageStore } from '../../core/ports/image-store.ts';
import { checkImage, checkIndex } from '../../packaging/check-image.ts';
import type { OciLayout } from './oci-layout.ts';
import { OciLayoutArtifactStore } from './oci-layout-artifact-store.ts';

export interface OciLayoutImageStoreOptions {
  /** The folder of the registry in its repository, `''` at its top: registries that share a layout share no tag. */
  readonly folder?: string;
  /** Where files are looked for, in order, whose layers the layout lacks: Git LFS objects, say, or another layout. */
  readonly sources?: readonly ReadableArtifactStore[];
}

/** Publishes images into a folder, from which `skopeo copy oci:<folder>:<tag>` takes them anywhere. */
export class OciLayoutImageStore implements ImageStore {
  readonly #layout: OciLayout;
  readonly #own: OciLayoutArtifactStore;
  readonly #folder: string;
  readonly #sources: readonly ReadableArtifactStore[];

  constructor(layout: OciLayout, { folder = '', sources = [] }: OciLayoutImageStoreOptions = {}) {
    this.#layout = layout;
    this.#folder = folder;
    this.#own = new OciLayoutArtifactStore(layout, layout.folder);
    this.#sources = sources;
  }

  reference(digest: Digest): string {
    return `oci-layout:${this.#layout.folder}@${parseDigest(digest)}`;
  }

  async has(digest: Digest): Promise<boolean> {
    return (await this.#layout.blobs.size(parseDigest(digest))) !== undefined;
  }

  async read(digest: Digest): Promise<Uint8Array> {
    return await this.#layout.readManifest(parseDigest(digest));
  }

  async publish(image: Image, tags: readonly string[]): Promise<string> {
    const layers = checkImage(image);
    const names = this.#namesOf(tags);
    await this.#layout.prepare();
    for (const artifact of image.artifacts) await this.#fetchLayer(artifact);
    await this.#requireLayers(image.digest, layers);
    await this.#layout.writeBytes(image.config.descriptor, image.config.bytes);
    return await this.#writeManifest(image, names);
  }

  async publishIndex(index: ImageIndex, tags: readonly string[]): Promise<string> {
    checkIndex(index);
    const names = this.#namesOf(tags);
    for (const image of index.images) await this.publish(image, []);
    return await this.#writeManifest(index, names);
  }

  async remove(image: Image, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    const { digest, config } = image;
    const why = await whyWanted(digest);
    if (why !== undefined) return { outcome: 'kept', why };
    if (await this.#layout.exists()) await this.#layout.untag(digest);
    await this.#layout.blobs.remove(config.descriptor.digest, () => whyWanted(config.descriptor.digest));
    return await this.#layout.blobs.remove(digest, () => whyWanted(digest));
  }

  async #fetchLayer(artifact: Artifact): Promise<void> {
    if (await this.#own.has(artifact)) return;
    for (const source of this.#sources) {
      if (!(await source.has(artifact))) continue;
      await this.#own.write(artifact, () => source.read(artifact));
      return;
    }
  }

  async #requireLayers(digest: Digest, layers: readonly Descriptor[]): Promise<void> {
    const found = await Promise.all(layers.map((layer) => this.#layout.blobs.has(layer)));
    const missing = layers.filter((_, index) => !found[index]);
    if (missing.length === 0) return;
    throw new MergelineError('NOT_FOUND', `The image ${digest} lacks ${missing.length} of its layers.`, {
      details: missing.map((layer) => ({ message: `${layer.digest} (${layer.size} bytes) is not stored.` })),
      hint: 'Store the files of the version first: register or pull it again.',
    });
  }

  async #writeManifest(
    { mediaType, digest, manifest: bytes }: Pick<Image, 'mediaType' | 'digest' | 'manifest'>,
    names: readonly string[],
  ): Promise<string> {
    const manifest = { mediaType, digest, size: bytes.length };
    await this.#layout.writeBytes(manifest, bytes);
    if (names.length > 0) await this.#layout.tag(manifest, names);
    return this.reference(digest);
  }

  #namesOf(tags: readonly string[]): readonly string[] {
    return tags.map((tag) => formatImageTag(tagWithin(this.#folder, parseImageTag(tag))));
  }
}
