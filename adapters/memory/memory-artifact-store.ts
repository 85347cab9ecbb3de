import type { Digest } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ArtifactStore, OpenBytes, Removal, SharedCopies } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { verifiedBytes } from '../../packaging/verified-bytes.ts';
import { MemorySharedCopies } from './memory-shared-copies.ts';

/** Keeps files in memory, for tests and for trying things out. Start here to write another store. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly copies?: SharedCopies;
  readonly #files = new Map<Digest, Uint8Array>();

  /** @param sharedWith gets what is shared, where others reach it. */
  constructor(name = 'memory', sharedWith?: ArtifactStore) {
    this.name = name;
    if (sharedWith !== undefined) this.copies = new MemorySharedCopies(this, sharedWith);
  }

  async has(artifact: Artifact): Promise<boolean> {
    checkArtifact(artifact);
    return this.#files.has(artifact.digest);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    checkArtifact(artifact);
    const bytes = this.#files.get(artifact.digest);
    if (bytes === undefined) throw new MergelineError('NOT_FOUND', `The store ${this.name} has no ${artifact.path}.`);
    yield* verifiedBytes(once(bytes), artifact, artifact.path);
  }

  async write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'> {
    checkArtifact(artifact);
    if (this.#files.has(artifact.digest)) return 'present';
    const bytes = Buffer.concat(await Array.fromAsync(verifiedBytes(open(), artifact, artifact.path)));
    this.#files.set(artifact.digest, bytes);
    return 'written';
  }

  async remove(artifact: Artifact, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    checkArtifact(artifact);
    const { digest } = artifact;
    const bytes = this.#files.get(digest);
    if (bytes === undefined) return { outcome: 'absent' };
    this.#files.delete(digest);
    const putBack = () => this.#files.set(digest, bytes);
    const why = await whyWanted(digest).catch((error: unknown) => {
      putBack();
      throw error;
    });
    if (why === undefined) return { outcome: 'removed' };
    putBack();
    return { outcome: 'kept', why };
  }
}

/** A copy: whoever changes what was read must not change what is stored. */
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice();
}
