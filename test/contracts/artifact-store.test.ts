import { join } from 'node:path';
import { LfsArtifactStore } from '../../adapters/lfs/lfs-artifact-store.ts';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { hexOf } from '../../core/domain/digest.ts';
import { flipByte } from '../support/flip-byte.ts';
import { namesIn, temporaryFolder } from '../support/temporary-folder.ts';
import { describeArtifactStore } from './artifact-store.contract.ts';

describeArtifactStore('memory', async () => {
  const store = new MemoryArtifactStore();
  return { store, reopen: () => store, leftovers: async () => [] };
});

describeArtifactStore('an OCI layout', async () => {
  const folder = await temporaryFolder();
  const open = () => new OciLayoutArtifactStore(new OciLayout(folder), 'local');
  return {
    store: open(),
    reopen: open,
    damage: ({ layer }) => flipByte(join(folder, 'blobs', 'sha256', hexOf(layer.digest)), 100_000),
    leftovers: async () => [...(await namesIn(join(folder, 'tmp'))), ...(await namesIn(join(folder, 'removed')))],
  };
});

describeArtifactStore('Git LFS objects', async () => {
  const folder = await temporaryFolder();
  const open = () => new LfsArtifactStore(folder, 'lfs');
  return {
    store: open(),
    reopen: open,
    damage: ({ digest }) => {
      const oid = hexOf(digest);
      return flipByte(join(folder, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid), -1);
    },
    leftovers: async () => [
      ...(await namesIn(join(folder, 'lfs', 'tmp'))),
      ...(await namesIn(join(folder, 'lfs', 'removed'))),
    ],
  };
});
