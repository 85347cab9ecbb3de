import type { Artifact } from '../../core/domain/manifest.ts';
import type { SharedCopies } from '../../core/ports/artifact-store.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import type { Content, ContentFolder } from '../filesystem/content-folder.ts';
import type { Operation } from './find-endpoint.ts';
import type { LfsRemote } from './lfs-remote.ts';

export interface LfsCopiesOptions {
  /** As git calls it. */
  readonly remote: string;
  /** The objects here. */
  readonly objects: ContentFolder;
  /** Opened when it is needed. */
  readonly open: (operation: Operation) => Promise<LfsRemote>;
  /** Whether the registry's writes go there. */
  readonly takesWrites: boolean;
}

/** The Git LFS objects of a remote; what is fetched is kept among those here. */
export class LfsCopies implements SharedCopies {
  readonly name: string;
  readonly share?: NonNullable<SharedCopies['share']>;
  readonly #objects: ContentFolder;
  readonly #open: LfsCopiesOptions['open'];

  constructor({ remote, objects, open, takesWrites }: LfsCopiesOptions) {
    this.name = remote;
    this.#objects = objects;
    this.#open = open;
    if (takesWrites) this.share = (artifacts, onProgress) => this.#share(artifacts, onProgress);
  }

  async has(artifact: Artifact): Promise<boolean> {
    checkArtifact(artifact);
    return await this.offers(artifact);
  }

  async *read(artifact: Artifact): AsyncGenerator<Uint8Array> {
    checkArtifact(artifact);
    yield* this.fetch(artifact, artifact.path);
  }

  /** Of any object, also one that is no file of a version. @throws MergelineError `REMOTE_FAILED`. */
  async offers(content: Content): Promise<boolean> {
    return await (await this.#open('download')).has(content);
  }

  /** @param subject what the bytes are, for people. */
  async *fetch(content: Content, subject: string): AsyncGenerator<Uint8Array> {
    const remote = await this.#open('download');
    await this.#objects.write(content, () => remote.download(content), `${subject} from ${remote.name}`);
    yield* this.#objects.read(content);
  }

  async #share(artifacts: readonly Artifact[], onProgress?: (step: string) => void): Promise<void> {
    for (const artifact of artifacts) checkArtifact(artifact);
    const remote = await this.#open('upload');
    const uploads = artifacts.map(({ digest, size, path }) => ({
      path,
      digest,
      size,
      open: () => this.#objects.read({ digest, size }),
    }));
    await remote.upload(uploads, (path) => onProgress?.(`sending ${path} to ${remote.name}`));
  }
}
