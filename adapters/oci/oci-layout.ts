import { join, resolve } from 'node:path';
import type { Descriptor, Digest } from '../../core/domain/digest.ts';
import { hexOf } from '../../core/domain/digest.ts';
import { ContentFolder } from '../filesystem/content-folder.ts';
import { fileSize, openFile, writeDurableFile } from '../filesystem/durable-file.ts';
import { withProcessLock } from '../filesystem/process-lock.ts';
import { emptyIndex, formatIndex, type LayoutIndex, parseIndex, withoutManifest, withTags } from './layout-index.ts';

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
