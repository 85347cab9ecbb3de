import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { GitObject, ObjectKind } from './git-object.ts';

/**
 * Objects in packs, read by isomorphic-git. It keeps whole packs in memory behind one cache object, so the cache lives as
 * long as the set of packs stays the same.
 */
export class PackedObjects {
  readonly #commonDir: string;
  #cache = {};

  constructor(commonDir: string) {
    this.#commonDir = commonDir;
  }

  /** After a repack: the packs in memory are no longer the ones on disk. */
  forget(): void {
    this.#cache = {};
  }

  async read(oid: Oid): Promise<GitObject | undefined> {
    const [git, fs] = await Promise.all([import('isomorphic-git'), import('node:fs')]);
    try {
      const { type, object } = await git.readObject({
        fs,
        gitdir: this.#commonDir,
        oid,
        format: 'content',
        cache: this.#cache,
      });
      return { kind: type as ObjectKind, body: Buffer.from(object as Uint8Array) };
    } catch (error) {
      if (error instanceof git.Errors.NotFoundError) return undefined;
      throw new MergelineError(
        'REPOSITORY_CORRUPT',
        `The Git object ${oid} cannot be read: ${(error as Error).message}`,
        {
          hint: 'Run git fsck in the repository.',
          cause: error,
        },
      );
    }
  }
}
