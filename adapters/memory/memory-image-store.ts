import { type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { formatImageTag, parseImageTag } from '../../core/domain/image-tag.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ReadableArtifactStore, Removal } from '../../core/ports/artifact-store.ts';
import type { ImageStore } from '../../core/ports/image-store.ts';
import { checkImage, checkIndex } from '../../packaging/check-image.ts';

/** Keeps manifests in memory. Layers are looked for in the artifact store beside it. */
export class MemoryImageStore implements ImageStore {
  readonly #artifacts: ReadableArtifactStore;
  readonly #blobs = new Map<Digest, Uint8Array>();
  readonly #tags = new Map<string, Digest>();

  constructor(artifacts: ReadableArtifactStore) {
    this.#artifacts = artifacts;
  }

  reference(digest: Digest): string {
    return `memory:${parseDigest(digest)}`;
  }

  async has(digest: Digest): Promise<boolean> {
    return this.#blobs.has(parseDigest(digest));
  }

  async read(digest: Digest): Promise<Uint8Array> {
    const bytes = this.#blobs.get(parseDigest(digest));
    if (bytes === undefined) throw new MergelineError('NOT_FOUND', `There is no manifest ${digest}.`);
    return bytes.slice();
  }

  async publish(image: Image, tags: readonly string[]): Promise<string> {
    checkImage(image);
    const names = tags.map((tag) => formatImageTag(parseImageTag(tag)));
    await this.#requireLayers(image);
    this.#blobs.set(image.config.descriptor.digest, image.config.bytes);
    this.#blobs.set(image.digest, image.manifest);
    for (const name of names) this.#tags.set(name, image.digest);
    return this.reference(image.digest);
  }

  async publishIndex(index: ImageIndex, tags: readonly string[]): Promise<string> {
    checkIndex(index);
    const names = tags.map((tag) => formatImageTag(parseImageTag(tag)));
    for (const image of index.images) await this.publish(image, []);
    this.#blobs.set(index.digest, index.manifest);
    for (const name of names) this.#tags.set(name, index.digest);
    return this.reference(index.digest);
  }

  async remove(image: Image, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    const { digest, config } = image;
    const why = await whyWanted(digest);
    if (why !== undefined) return { outcome: 'kept', why };
    for (const [tag, named] of this.#tags) if (named === digest) this.#tags.delete(tag);
    if ((await whyWanted(config.descriptor.digest)) === undefined) this.#blobs.delete(config.descriptor.digest);
    return { outcome: this.#blobs.delete(digest) ? 'removed' : 'absent' };
  }

  /** What a tag names now. */
  find(tag: string): Digest | undefined {
    return this.#tags.get(tag);
  }

  async #requireLayers({ digest, artifacts }: Image): Promise<void> {
    for (const artifact of artifacts) {
      if (await this.#artifacts.has(artifact)) continue;
      throw new MergelineError('NOT_FOUND', `The image ${digest} lacks the layer of ${artifact.path}.`);
    }
  }
}
