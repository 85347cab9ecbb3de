/**
 * A process of its own that stores a version and tags its image, for tests that kill it or take its disk away:
 * `node store-sample.ts <oci|lfs> <folder> <tag>…`. Prints `stored`, or the code of our error.
 */
import { join } from 'node:path';
import { LfsArtifactStore } from '../../adapters/lfs/lfs-artifact-store.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutImageStore } from '../../adapters/oci/oci-layout-image-store.ts';
import { MergelineError } from '../../core/errors.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import { chunksOf } from './bytes.ts';
import { sampleFiles, sampleVersion } from './sample-version.ts';

const [kind, folder = '', ...tags] = process.argv.slice(2);
const layout = new OciLayout(kind === 'lfs' ? join(folder, 'layout') : folder);
const lfs = new LfsArtifactStore(folder, 'lfs');
const store = kind === 'lfs' ? lfs : new OciLayoutArtifactStore(layout, 'local');
const images = new OciLayoutImageStore(layout, { sources: kind === 'lfs' ? [lfs] : [] });

try {
  const files = await sampleFiles();
  for (const { artifact, bytes } of files) await store.write(artifact, () => chunksOf(bytes));
  const image = buildModelPack(sampleVersion(files));
  for (const tag of tags) await images.publish(image, [tag]);
  console.log('stored');
} catch (error) {
  console.log(error instanceof MergelineError ? error.code : error);
  process.exitCode = 1;
}
