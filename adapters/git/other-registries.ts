import type { OtherRegistry } from '../../core/context.ts';
import type { Oid } from '../../core/domain/records.ts';

/** A registry as it is found in one of the folders of the repository. */
type RegistryIn = (folder: string) => Pick<OtherRegistry, 'repository' | 'forge'>;

/** The other registries in a commit of the repository, by their folders: they keep their bytes in the same stores. */
export async function otherRegistries(
  commit: Oid,
  root: string,
  registryIn: RegistryIn,
): Promise<readonly OtherRegistry[]> {
  const folders: string[] = [];
  for await (const { path, kind } of (await registryIn('').repository.snapshot(commit)).walk('')) {
    const folder = path === 'registry.yaml' ? '' : path.replace(/\/registry\.yaml$/, '');
    if (kind === 'file' && folder !== path && folder !== root) folders.push(folder);
  }
  return await Promise.all(
    folders.map(async (folder) => {
      const found = registryIn(folder);
      return { folder, ...found, snapshot: await found.repository.snapshot(commit) };
    }),
  );
}
