import { join, resolve } from 'node:path';
import type { Descriptor, Digest } from '../../core/domain/digest.ts';
import { hexOf } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import { ContentFolder } from '../filesystem/content-folder.ts';
import { fileSize, openFile, writeDurableFile } from '../filesystem/durable-file.ts';
import { withProcessLock } from '../filesystem/process-lock.ts';
import { emptyIndex, formatIndex, type LayoutIndex, parseIndex, withoutManifest, withTags } from './layout-index.ts';

/** Registries need not take larger manifests: OCI distribution-spec, "Pushing Manifests". */
const largestManifest = 4 * 1024 * 1024;

/** https://github.com/opencontainers/image-spec, image-layout.md, "oci-layout file". */
const layoutVersion = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/**
 * A folder in the OCI image layout, which skopeo, crane and umoci read. Only tagged images are in its `index.json`: the
 * versions of a registry are named by their manifests in Git, and an index of them all would grow with every registration.
 */
export class OciLayout {
  readonly folder: string;
  readonly blobs: ContentFolder;
  readonly #scratch: string;
  #prepared: Promise<void> | undefined;

  constructor(folder: string) {
    this.folder = resolve(folder);
    this.#scratch = join(this.folder, 'tmp');
    this.blobs = new ContentFolder({
      locate: (digest) => join(this.folder, 'blobs', 'sha256', hexOf(digest)),
      scratch: this.#scratch,
    });
  }

  /** Makes the folder a layout when it is none yet. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#writeMarkers().catch((error) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  /** @throws MergelineError `NOT_FOUND`, or `DIGEST_MISMATCH` when the stored bytes are others. */
  async readManifest(digest: Digest): Promise<Uint8Array> {
    const size = await this.blobs.size(digest);
    if (size === undefined || size > largestManifest) {
      throw new MergelineError('NOT_FOUND', `There is no manifest ${digest} in ${this.folder}.`);
    }
    return Buffer.concat(await Array.fromAsync(this.blobs.read({ digest, size })));
  }

  /** Of a manifest or a configuration, which fits into memory. */
  async writeBytes(content: Pick<Descriptor, 'digest' | 'size'>, bytes: Uint8Array): Promise<void> {
    await this.blobs.write(content, () => once(bytes), content.digest);
  }

  /** Lets the tags name this manifest; safe against other processes that tag at the same time. */
  async tag(manifest: Descriptor, tags: readonly string[]): Promise<void> {
    await this.#changeIndex((index) => withTags(index, manifest, tags));
  }

  /** Takes every tag away that names this manifest. */
  async untag(digest: Digest): Promise<void> {
    await this.#changeIndex((index) => withoutManifest(index, digest));
  }

  /** Whether anything was ever stored here. */
  async exists(): Promise<boolean> {
    return (await fileSize(this.#indexFile)) !== undefined;
  }

  async #writeMarkers(): Promise<void> {
    const marker = join(this.folder, 'oci-layout');
    if ((await fileSize(marker)) === undefined) {
      await writeDurableFile(marker, [Buffer.from(layoutVersion)], this.#scratch);
    }
    if ((await fileSize(this.#indexFile)) === undefined) await this.#changeIndex((index) => index);
  }

  async #changeIndex(change: (index: LayoutIndex) => LayoutIndex): Promise<void> {
    await withProcessLock(join(this.folder, 'lock.sqlite'), async () => {
      const before = await this.#readIndex();
      const after = change(before ?? emptyIndex);
      if (after === before) return;
      await writeDurableFile(this.#indexFile, [Buffer.from(formatIndex(after))], this.#scratch);
    });
  }

  async #readIndex(): Promise<LayoutIndex | undefined> {
    const bytes = await openFile(this.#indexFile);
    if (bytes === undefined) return undefined;
    return parseIndex(Buffer.concat(await Array.fromAsync(bytes)).toString(), this.#indexFile);
  }

  get #indexFile(): string {
    return join(this.folder, 'index.json');
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
