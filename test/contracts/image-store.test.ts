import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LfsArtifactStore } from '../../adapters/lfs/lfs-artifact-store.ts';
import { MemoryArtifactStore } from '../../adapters/memory/memory-artifact-store.ts';
import { MemoryImageStore } from '../../adapters/memory/memory-image-store.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutImageStore } from '../../adapters/oci/oci-layout-image-store.ts';
import { hexOf } from '../../core/domain/digest.ts';
import { flipByte } from '../support/flip-byte.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeImageStore, type ImageStoreSubject } from './image-store.contract.ts';

describeImageStore('memory', async () => {
  const artifacts = new MemoryArtifactStore();
  const images = new MemoryImageStore(artifacts);
  return { artifacts, images, reopen: () => images, findTag: async (tag) => images.find(tag) };
});

describeImageStore('an OCI layout', async () => {
  const folder = await temporaryFolder();
  const open = () => new OciLayoutImageStore(new OciLayout(folder));
  return {
    artifacts: new OciLayoutArtifactStore(new OciLayout(folder), 'local'),
    images: open(),
    reopen: open,
    ...inLayout(folder),
  };
});

describeImageStore('an OCI layout beside Git LFS', async () => {
  const folder = await temporaryFolder();
  const artifacts = new LfsArtifactStore(folder, 'lfs');
  const open = () => new OciLayoutImageStore(new OciLayout(join(folder, 'layout')), { sources: [artifacts] });
  return { artifacts, images: open(), reopen: open, ...inLayout(join(folder, 'layout')) };
});

function inLayout(folder: string): Required<Pick<ImageStoreSubject, 'findTag' | 'damage'>> {
  return {
    findTag: async (tag) => {
      const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
      const named = index.manifests.filter(
        (entry: { annotations: Record<string, string> }) =>
          entry.annotations['org.opencontainers.image.ref.name'] === tag,
      );
      if (named.length > 1) throw new Error(`${named.length} images are called ${tag}`);
      return named[0]?.digest;
    },
    damage: ({ digest }) => flipByte(join(folder, 'blobs', 'sha256', hexOf(digest)), 20),
  };
}
