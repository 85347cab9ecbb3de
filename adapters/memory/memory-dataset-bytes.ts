import { type Digest, digestOf } from '../../core/domain/digest.ts';
import type { StorePolicy } from '../../core/domain/policy.ts';
import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import type { BehindPointer, DatasetBytes } from '../../core/ports/dataset-bytes.ts';
import { findPointer } from '../lfs/pointer.ts';

/** Keeps data sets in memory; every store has all of them. */
export class MemoryDatasetBytes implements DatasetBytes {
  readonly #files = new Map<Digest, Uint8Array>();

  add(bytes: Uint8Array): Digest {
    const digest = digestOf(bytes);
    this.#files.set(digest, bytes);
    return digest;
  }

  async inStore(_store: StorePolicy, digest: Digest): Promise<OpenBytes | undefined> {
    return this.#open(digest);
  }

  async behindPointer(file: Uint8Array): Promise<BehindPointer | undefined> {
    const pointer = findPointer(file);
    if (pointer === undefined) return undefined;
    const open = this.#open(pointer.digest);
    return { digest: pointer.digest, ...(open && { open }) };
  }

  #open(digest: Digest): OpenBytes | undefined {
    const bytes = this.#files.get(digest);
    return (
      bytes &&
      async function* () {
        yield bytes.slice();
      }
    );
  }
}
