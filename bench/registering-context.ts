import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalDatasetBytes } from '../adapters/dataset-bytes.ts';
import { PendingWriteFiles } from '../adapters/filesystem/pending-write-files.ts';
import { openGitRepository } from '../adapters/git/open-git-repository.ts';
import { recordsBranch, registryBranchOf } from '../adapters/git/registry-branch.ts';
import { lfsObjects } from '../adapters/lfs/lfs-objects.ts';
import { LocalForge } from '../adapters/local-forge/local-forge.ts';
import { OciLayout } from '../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutBaseStore } from '../adapters/oci/oci-layout-base-store.ts';
import { OciLayoutImageStore } from '../adapters/oci/oci-layout-image-store.ts';
import { systemClock } from '../adapters/open-registry.ts';
import { openToolchain } from '../adapters/open-toolchain.ts';
import { indexFileName, SqliteManifestIndex } from '../adapters/sqlite/sqlite-manifest-index.ts';
import type { RegistryContext } from '../core/context.ts';
import type { ConvertedModel, ModelFile } from '../core/ports/model-toolchain.ts';

/** A real local registry in which every model was converted before: what is left is Mergeline's own work. */
export async function openRegisteringContext(
  path: string,
  converted: ConvertedModel,
): Promise<RegistryContext & AsyncDisposable> {
  const repository = await openGitRepository({ path });
  const { commonDir } = repository.layout;
  const layout = new OciLayout(join(commonDir, 'mergeline', 'store'));
  const manifestIndex = new SqliteManifestIndex(join(commonDir, 'mergeline', indexFileName));
  const toolchain = openToolchain();
  const shared = {
    repository,
    branch: await registryBranchOf(repository.layout),
    recordsBranch,
    actor: 'ann',
    author: { name: 'ann', email: 'ann@mergeline.invalid' },
    clock: systemClock,
  };
  return {
    ...shared,
    ...toolchain,
    hasRemote: false,
    converter: { ...toolchain.converter, convert: async () => converted },
    forge: new LocalForge(shared),
    datasetBytes: new LocalDatasetBytes({ objects: lfsObjects(commonDir), copies: undefined }, () => layout.blobs),
    openStore: ({ name }) => new OciLayoutArtifactStore(layout, name),
    openImages: () => new OciLayoutImageStore(layout),
    openBases: () => new OciLayoutBaseStore(layout),
    loadBaseBuilder: () => Promise.reject(new Error('Nobody makes a serving base here.')),
    manifestIndex,
    pendingWrites: new PendingWriteFiles(join(commonDir, 'mergeline', 'pending', '@')),
    loadExpressions: () => Promise.reject(new Error('No gate here is an expression.')),
    async [Symbol.asyncDispose]() {
      manifestIndex.close();
      await repository[Symbol.asyncDispose]();
    },
  };
}

/**
 * A scikit-learn pipeline: read, lifted and converted where a bench does not say otherwise.
 * @param salt makes it another file.
 */
export function irisModelFile(salt = ''): ModelFile {
  const model = readFileSync(join(import.meta.dirname, '../examples/iris/improved/model.pkl'));
  const bytes = Buffer.concat([model, Buffer.from(salt)]);
  return {
    path: 'model.pkl',
    size: bytes.length,
    read: async () => bytes,
    open: async function* () {
      yield bytes;
    },
  };
}
