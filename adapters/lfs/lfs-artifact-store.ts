import { join, resolve } from 'node:path';
import { hexOf } from '../../core/domain/digest.ts';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore, OpenBytes } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { ContentFolder } from '../filesystem/content-folder.ts';

/**
 * The local objects of Git LFS, where `git lfs` finds, pushes and checks them: the file's own bytes, named by their
 * digest, which is the object id.
 */
export class LfsArtifactStore implements ArtifactStore {
  readonly name: string;
  readonly #objects: ContentFolder;

  /** @param gitCommonDir what `git rev-parse --git-common-dir` names: every work tree shares the objects. */
  constructor(gitCommonDir: string, name: string) {
    const folder = resolve(gitCommonDir, 'lfs');
    this.name = name;
    this.#objects = new ContentFolder({
      locate: (digest) => {
        const oid = hexOf(digest);
        return join(folder, 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
      },
      // git-lfs sweeps this folder too.
      scratch: join(folder, 'tmp'),
    });
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
}
