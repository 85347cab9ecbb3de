import { join, resolve } from 'node:path';
import { type Digest, hexOf } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, OpenBytes, Removal } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { ContentFolder } from '../filesystem/content-folder.ts';

const nobodyElses = async () => false;

/**
 * The local objects of Git LFS, where `git lfs` finds, pushes and checks them: the file's own bytes, named by their
 * digest, which is the object id.
 */
export class LfsArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly #objects: ContentFolder;
  readonly #isPointedAt: (artifact: Artifact) => Promise<boolean>;

  /**
   * @param gitCommonDir what `git rev-parse --git-common-dir` names: every work tree shares the objects.
   * @param isPointedAt whether a file that people committed may be the same: its object is theirs as well. Not so when left out.
   */
  constructor(gitCommonDir: string, name: string, isPointedAt: (artifact: Artifact) => Promise<boolean> = nobodyElses) {
    this.#isPointedAt = isPointedAt;
    this.name = name;
    this.#objects = lfsObjects(gitCommonDir);
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

/** Where Git LFS keeps its objects, beside the repository's own. */
export function lfsObjects(gitCommonDir: string): ContentFolder {
  const folder = resolve(gitCommonDir, 'lfs');
  return new ContentFolder({
    locate: (digest) => {
      const oid = hexOf(digest);
      return join(folder, 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
    },
    // git-lfs sweeps this folder too.
    scratch: join(folder, 'tmp'),
  });
}
