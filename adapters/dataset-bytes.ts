import type { Digest } from '../core/domain/digest.ts';
import type { StorePolicy } from '../core/domain/policy.ts';
import { MergelineError } from '../core/errors.ts';
import type { OpenBytes } from '../core/ports/artifact-store.ts';
import type { BehindPointer, DatasetBytes } from '../core/ports/dataset-bytes.ts';
import type { ContentFolder } from './filesystem/content-folder.ts';
import type { LfsCopies } from './lfs/lfs-copies.ts';
import { findPointer, type LfsPointer } from './lfs/pointer.ts';
import type { LfsPlaces } from './open-lfs.ts';

/** Data sets as blobs of an OCI layout and as objects of Git LFS: both name a file by the digest of its own bytes. */
export class LocalDatasetBytes implements DatasetBytes {
  readonly #lfs: LfsPlaces;
  readonly #blobsOf: (store: { readonly path?: string }) => ContentFolder;

  /** @param blobsOf the blobs of an OCI layout that `registry.yaml` names. */
  constructor(lfs: LfsPlaces, blobsOf: (store: { readonly path?: string }) => ContentFolder) {
    this.#lfs = lfs;
    this.#blobsOf = blobsOf;
  }

  async inStore(store: StorePolicy, digest: Digest): Promise<OpenBytes | undefined> {
    switch (store.type) {
      case 'oci-layout':
        return await openContent(this.#blobsOf(store), digest);
      case 'lfs':
        return await openContent(this.#lfs.objects, digest);
      case 'oci':
        throw new MergelineError(
          'USAGE',
          `The data sets of the store ${store.name}, an OCI registry, are not available yet.`,
          { hint: 'Name an oci-layout or lfs store in registry.yaml, or give the file with --data <file>.' },
        );
    }
  }

  async behindPointer(file: Uint8Array): Promise<BehindPointer | undefined> {
    const pointer = findPointer(file);
    if (pointer === undefined) return undefined;
    const { digest } = pointer;
    const open = (await openContent(this.#lfs.objects, digest)) ?? (await this.#openCopy(pointer));
    return { digest, ...(open && { open }) };
  }

  async #openCopy(pointer: LfsPointer): Promise<OpenBytes | undefined> {
    const { copies } = this.#lfs;
    return (await copies?.offers(pointer)) ? () => (copies as LfsCopies).fetch(pointer, 'The data set') : undefined;
  }
}

async function openContent(folder: ContentFolder, digest: Digest): Promise<OpenBytes | undefined> {
  const size = await folder.size(digest);
  return size === undefined ? undefined : () => folder.read({ digest, size });
}
