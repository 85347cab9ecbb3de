import type { Oid } from '../../core/domain/records.ts';
import type { RepositoryReader, Snapshot } from '../../core/ports/repository.ts';

/** A repository as seen from one of its folders. */
type Rooted = (root: string) => Pick<RepositoryReader, 'snapshot'>;

/** The other registries in a commit of the repository, by their folders: they keep their bytes in the same stores. */
export async function otherRegistries(
  commit: Oid,
  root: string,
  rootedAt: Rooted,
): Promise<readonly { readonly folder: string; readonly snapshot: Snapshot }[]> {
  const folders: string[] = [];
  for await (const { path, kind } of (await rootedAt('').snapshot(commit)).walk('')) {
    const folder = path === 'registry.yaml' ? '' : path.replace(/\/registry\.yaml$/, '');
    if (kind === 'file' && folder !== path && folder !== root) folders.push(folder);
  }
  return await Promise.all(
    folders.map(async (folder) => ({ folder, snapshot: await rootedAt(folder).snapshot(commit) })),
  );
}
