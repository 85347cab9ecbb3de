import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, SharedCopies } from '../../core/ports/artifact-store.ts';

/** Keeps copies of what one store has in another one, which everybody reaches. */
export class MemorySharedCopies implements SharedCopies {
  readonly name: string;
  readonly #here: ArtifactStore;
  readonly #there: ArtifactStore;

  constructor(here: ArtifactStore, there: ArtifactStore) {
    this.name = there.name;
    this.#here = here;
    this.#there = there;
  }

  has(artifact: Artifact): Promise<boolean> {
    return this.#there.has(artifact);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    await this.#here.write(artifact, () => this.#there.read(artifact));
    yield* this.#here.read(artifact);
  }

  async share(artifacts: readonly Artifact[], onProgress?: (step: string) => void): Promise<void> {
    for (const artifact of artifacts) {
      onProgress?.(`sending ${artifact.path} to ${this.name}`);
      await this.#there.write(artifact, () => this.#here.read(artifact));
    }
  }
}
