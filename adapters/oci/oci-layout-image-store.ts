import { type Descriptor, type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image } from '../../core/domain/image.ts';
import { formatImageTag, parseImageTag, tagWithin } from '../../core/domain/image-tag.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ReadableArtifactStore, Removal } from '../../core/ports/artifact-store.ts';
import type { ImageStore } from '../../core/ports/image-store.ts';
import { checkImage } from '../../packaging/check-image.ts';
import type { OciLayout } from './oci-layout.ts';
import { OciLayoutArtifactStore } from './oci-layout-artifact-store.ts';

/** Registries need not take larger manifests: OCI distribution-spec, "Pushing Manifests". */
const largestManifest = 4 * 1024 * 1024;

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
    const size = await this.#layout.blobs.size(parseDigest(digest));
    if (size === undefined || size > largestManifest) {
      throw new MergelineError('NOT_FOUND', `There is no manifest ${digest} in ${this.#layout.folder}.`);
    }
    return Buffer.concat(await Array.fromAsync(this.#layout.blobs.read({ digest, size })));
  }

  async publish(image: Image, tags: readonly string[]): Promise<string> {
    const layers = checkImage(image);
    const names = tags.map((tag) => formatImageTag(tagWithin(this.#folder, parseImageTag(tag))));
    await this.#layout.prepare();
    for (const artifact of image.artifacts) await this.#fetchLayer(artifact);
    await this.#requireLayers(image.digest, layers);
    const manifest = { mediaType: image.mediaType, digest: image.digest, size: image.manifest.length };
    await this.#writeBytes(image.config.descriptor, image.config.bytes);
    await this.#writeBytes(manifest, image.manifest);
    if (names.length > 0) await this.#layout.tag(manifest, names);
    return this.reference(image.digest);
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

  async #writeBytes(content: Descriptor, bytes: Uint8Array): Promise<void> {
    await this.#layout.blobs.write(content, () => once(bytes), content.digest);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
