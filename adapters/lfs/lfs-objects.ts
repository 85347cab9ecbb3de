import { join, resolve } from 'node:path';
import { hexOf } from '../../core/domain/digest.ts';
import { ContentFolder } from '../filesystem/content-folder.ts';

/**
 * Where Git LFS keeps its objects: beside the repository's own, which every work tree shares.
 * @param gitCommonDir what `git rev-parse --git-common-dir` names.
 * @param storage git config `lfs.storage`: relative to that folder, or absolute.
 */
export function lfsObjects(gitCommonDir: string, storage = 'lfs'): ContentFolder {
  const folder = resolve(gitCommonDir, storage);
  return new ContentFolder({
    locate: (digest) => {
      const oid = hexOf(digest);
      return join(folder, 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
    },
    // git-lfs sweeps this folder too.
    scratch: join(folder, 'tmp'),
  });
}
