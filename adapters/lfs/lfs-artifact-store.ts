import type { Digest } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, OpenBytes, Removal, SharedCopies } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import type { ContentFolder } from '../filesystem/content-folder.ts';
import { lfsObjects } from './lfs-objects.ts';

export interface LfsArtifactStoreOptions {
  /** Another place than Git LFS's own. */
  readonly objects?: ContentFolder;
  /** Where others reach the objects too. */
  readonly copies?: SharedCopies | undefined;
  /** Whether a file that people committed may be the same: its object is theirs as well. Not so when left out. */
  readonly isPointedAt?: (artifact: Artifact) => Promise<boolean>;
}

const nobodyElses = async () => false;

/**
 * The local objects of Git LFS, where `git lfs` finds, pushes and checks them: the file's own bytes, named by their
 * digest, which is the object id.
 */
export class LfsArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly copies?: SharedCopies;
  readonly #objects: ContentFolder;
  readonly #isPointedAt: (artifact: Artifact) => Promise<boolean>;

  /** @param gitCommonDir what `git rev-parse --git-common-dir` names: every work tree shares the objects. */
  constructor(
    gitCommonDir: string,
    name: string,
    { objects = lfsObjects(gitCommonDir), copies, isPointedAt = nobodyElses }: LfsArtifactStoreOptions = {},
  ) {
    this.name = name;
    this.#objects = objects;
    this.#isPointedAt = isPointedAt;
    if (copies !== undefined) this.copies = copies;
  }

  async has(artifact: Artifact): Promise<boolean> {
    checkArtifact(artifact);
    return this.#objects.has(artifact);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    checkArtifact(artifact);
    yield* this.#objects.read(artifact);
  }

  async write(artifact: Artifact, open: OpenBytes): Promise<'written' | 'present'> {
    checkArtifact(artifact);
    return this.#objects.write(artifact, open, artifact.path);
  }

  async remove(artifact: Artifact, whyWanted: (digest: Digest) => Promise<string | undefined>): Promise<Removal> {
    checkArtifact(artifact);
    const { digest } = artifact;
    return this.#objects.remove(digest, async () => {
      const why = await whyWanted(digest);
      if (why !== undefined || !(await this.#isPointedAt(artifact))) return why;
      return 'a file in Git LFS, which this repository has or had';
    });
  }
}
