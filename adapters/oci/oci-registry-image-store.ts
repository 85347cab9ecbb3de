import { type Descriptor, type Digest, parseDigest } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import { parseImageTag } from '../../core/domain/image-tag.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ModelName } from '../../core/domain/names.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ReadableArtifactStore, Removal } from '../../core/ports/artifact-store.ts';
import type { ImageStore } from '../../core/ports/image-store.ts';
import { checkImage, checkIndex } from '../../packaging/check-image.ts';
import type { OciRegistryArtifactStore } from './oci-registry-artifact-store.ts';
import type { OciRepository } from './registry/oci-registry.ts';

export interface OciRegistryImageStoreOptions {
  /** Whose repository it is: tags of other models are refused. */
  readonly model: ModelName;
  /** `ghcr.io/acme/models/iris`. */
  readonly address: string;
  readonly own: OciRegistryArtifactStore;
  /** Where serving bases lie, in the same registry. */
  readonly bases: OciRepository;
  /** Where files are looked for, in order, whose layers the repository lacks. */
  readonly sources?: readonly ReadableArtifactStore[];
}

/** Publishes the images of one model into its repository of an OCI registry, from which docker and Kubernetes take them. */
export class OciRegistryImageStore implements ImageStore {
  readonly #repository: OciRepository;
  readonly #options: OciRegistryImageStoreOptions;

  constructor(repository: OciRepository, options: OciRegistryImageStoreOptions) {
    this.#repository = repository;
    this.#options = options;
  }

  reference(digest: Digest): string {
    return `${this.#options.address}@${parseDigest(digest)}`;
  }

  async has(digest: Digest): Promise<boolean> {
    return (await this.#repository.manifests.find(parseDigest(digest))) !== undefined;
  }

  async read(digest: Digest): Promise<Uint8Array> {
    const found = await this.#repository.manifests.read(parseDigest(digest));
    if (found !== undefined) return found.bytes;
    throw new MergelineError('NOT_FOUND', `There is no manifest ${this.reference(digest)}.`);
  }

  async publish(image: Image, tags: readonly string[]): Promise<string> {
    const layers = checkImage(image);
    const names = new Set(tags.map((tag) => this.#nameOf(tag)));
    for (const artifact of image.artifacts) await this.#fetchLayer(artifact);
    this.#refuseMissing(image.digest, await this.#fetchFromBases(layers));
    await this.#repository.blobs.store(image.config.descriptor, () => once(image.config.bytes));
    const { listed } = await this.#writeManifest(image, names);
    const subject = subjectOf(image);
    if (subject !== undefined && !listed) await this.#repository.referrers.add(subject, referrerOf(image));
    return this.reference(image.digest);
  }

  async publishIndex(index: ImageIndex, tags: readonly string[]): Promise<string> {
    checkIndex(index);
    const names = new Set(tags.map((tag) => this.#nameOf(tag)));
    for (const image of index.images) await this.publish(image, []);
    await this.#writeManifest(index, names);
    return this.reference(index.digest);
  }

  async remove(image: Image, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    const { digest, config, manifest, mediaType } = image;
    const { manifests, referrers } = this.#repository;
    const why = await whyWanted(digest);
    if (why !== undefined) return { outcome: 'kept', why };
    const outcome = await manifests.remove(digest);
    const whyNow = await whyWanted(digest);
    if (whyNow !== undefined) {
      await manifests.write(digest, manifest, mediaType);
      return { outcome: 'kept', why: whyNow };
    }
    await this.#removeConfig(config, whyWanted);
    const subject = subjectOf(image);
    if (subject !== undefined) await referrers.remove(subject, digest);
    return { outcome };
  }

  /** People pull by the tags, so they are moved when everything else is there. */
  async #writeManifest(
    { digest, manifest, mediaType }: Pick<Image, 'digest' | 'manifest' | 'mediaType'>,
    names: ReadonlySet<string>,
  ): Promise<{ readonly listed: boolean }> {
    const { manifests } = this.#repository;
    const written = await manifests.write(digest, manifest, mediaType);
    for (const name of names) await manifests.write(name, manifest, mediaType);
    return written;
  }

  async #removeConfig(
    { descriptor, bytes }: Image['config'],
    whyWanted: (digest: Digest) => Promise<string | undefined>,
  ): Promise<void> {
    const { blobs } = this.#repository;
    if ((await whyWanted(descriptor.digest)) !== undefined) return;
    await blobs.remove(descriptor.digest);
    if ((await whyWanted(descriptor.digest)) !== undefined) await blobs.store(descriptor, () => once(bytes));
  }

  #nameOf(text: string): string {
    const { repository, tag } = parseImageTag(text);
    if (repository === this.#options.model) return tag;
    throw new MergelineError('INPUT_INVALID', `${text} is no tag of ${this.#options.model}.`);
  }

  async #fetchLayer(artifact: Artifact): Promise<void> {
    const { own, sources = [] } = this.#options;
    if (await own.has(artifact)) return;
    for (const source of sources) {
      if (!(await source.has(artifact))) continue;
      await own.write(artifact, () => source.read(artifact));
      return;
    }
  }

  /** @returns the layers that are nowhere. */
  async #fetchFromBases(layers: readonly Descriptor[]): Promise<readonly Descriptor[]> {
    const { blobs } = this.#repository;
    const { bases } = this.#options;
    const found = await Promise.all(layers.map((layer) => blobs.has(layer)));
    const missing: Descriptor[] = [];
    for (const layer of layers.filter((_, index) => !found[index])) {
      if (!(await bases.blobs.has(layer))) missing.push(layer);
      else {
        const read = () => bases.blobs.read(layer, `The layer ${layer.digest} of the base`);
        await blobs.store(layer, read, { alsoIn: [bases.path] });
      }
    }
    return missing;
  }

  #refuseMissing(digest: Digest, missing: readonly Descriptor[]): void {
    if (missing.length === 0) return;
    throw new MergelineError('NOT_FOUND', `The image ${digest} lacks ${missing.length} of its layers.`, {
      details: missing.map((layer) => ({
        message: `${layer.digest} (${layer.size} bytes) is not in ${this.#options.address}.`,
      })),
      hint: 'Store the files of the version first: register or pull it again.',
    });
  }
}

function subjectOf(image: Image): Digest | undefined {
  const { subject } = JSON.parse(Buffer.from(image.manifest).toString()) as { subject?: Descriptor };
  return subject?.digest;
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject */
function referrerOf({ manifest, mediaType, digest }: Image) {
  const { artifactType, config, annotations } = JSON.parse(Buffer.from(manifest).toString()) as {
    readonly artifactType?: string;
    readonly config: Descriptor;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  return {
    mediaType,
    digest,
    size: manifest.length,
    artifactType: artifactType ?? config.mediaType,
    ...(annotations && { annotations }),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
