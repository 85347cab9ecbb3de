import { dirname, join } from 'node:path';
import type { Descriptor, Digest } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { OpenBytes, Removal, WhyWanted } from '../../core/ports/artifact-store.ts';
import { verifiedBytes } from '../../packaging/verified-bytes.ts';
import { fileSize, openFile, sweepScratch, writeDurableFile } from './durable-file.ts';
import { removeFile } from './remove-file.ts';
import { syncFolder } from './write-synced.ts';

/** Bytes and the digest that names them. */
export type Content = Pick<Descriptor, 'digest' | 'size'>;

export interface ContentFolderOptions {
  /** Where a file lies, by the digest of its bytes. */
  readonly locate: (digest: Digest) => string;
  /** Folder for unfinished files, on the same file system. */
  readonly scratch: string;
}

/** A folder whose files are named by the digest of their bytes: written once, verified whenever they are read. */
export class ContentFolder {
  readonly #locate: (digest: Digest) => string;
  readonly #scratch: string;
  #swept: Promise<void> | undefined;

  constructor({ locate, scratch }: ContentFolderOptions) {
    this.#locate = locate;
    this.#scratch = scratch;
  }

  /** A file of another size does not count: writing replaces it. */
  async has({ digest, size }: Content): Promise<boolean> {
    return (await fileSize(this.#locate(digest))) === size;
  }

  /** Bytes that are there, or undefined. */
  size(digest: Digest): Promise<number | undefined> {
    return fileSize(this.#locate(digest));
  }

  /** @throws MergelineError `NOT_FOUND`, or `DIGEST_MISMATCH` that names the damaged file. */
  async *read(content: Content): AsyncGenerator<Uint8Array> {
    const path = this.#locate(content.digest);
    const bytes = await openFile(path);
    if (bytes === undefined) throw new MergelineError('NOT_FOUND', `There is no ${path}.`);
    yield* verifiedBytes(bytes, content, `The stored file ${path}`, {
      hint: 'It is damaged. Remove it, then register or pull the same version again to store it anew.',
    });
  }

  /** @throws MergelineError `DIGEST_MISMATCH`, `STORAGE_FAILED`; nothing is visible then. */
  async write(content: Content, open: OpenBytes, subject: string): Promise<'written' | 'present'> {
    const path = this.#locate(content.digest);
    this.#swept ??= sweepScratch(this.#scratch);
    await this.#swept;
    if (await this.has(content)) {
      // Whoever renamed it may have been killed before the folder was synced.
      await syncFolder(dirname(path));
      return 'present';
    }
    await writeDurableFile(path, verifiedBytes(open(), content, subject), this.#scratch);
    return 'written';
  }

  /** Whatever its size is. @throws what `removeFile` does. */
  remove(digest: Digest, whyWanted: WhyWanted): Promise<Removal> {
    return removeFile(this.#locate(digest), join(dirname(this.#scratch), 'removed'), whyWanted);
  }
}
