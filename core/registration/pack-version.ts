import { describeArtifact } from '../../packaging/describe-artifact.ts';
import { formatModelMetadata, metadataPath, metadataType } from '../../packaging/model-metadata.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Artifact } from '../domain/manifest.ts';
import type { OpenBytes } from '../ports/artifact-store.ts';
import type { ConvertedModel, ModelFile } from '../ports/model-toolchain.ts';

/** A file of the version to be, and how to open it. */
export interface PackedFile {
  readonly artifact: Artifact;
  readonly open: OpenBytes;
}

/**
 * Every file of a version in the order of the layers: sources, then what is served, then the metadata that travels with
 * it. A file that is served as it was registered is stored once, with both roles.
 */
export async function packVersion(
  files: readonly ModelFile[],
  { served }: ConvertedModel,
): Promise<readonly PackedFile[]> {
  const servedFiles = served?.files ?? [];
  const servedDigests = new Map<Digest, string>(servedFiles.map(({ path, bytes }) => [digestOf(bytes), path]));

  const sources: PackedFile[] = [];
  const servedAsRegistered = new Set<string>();
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const packed = await pack(
      { path: `source/${file.path}`, roles: ['source'], mediaType: 'application/octet-stream', size: file.size },
      () => file.open(),
    );
    const servedPath = servedDigests.get(packed.artifact.digest);
    if (servedPath === undefined || servedAsRegistered.has(servedPath)) sources.push(packed);
    else servedAsRegistered.add(servedPath);
  }
  const results = await Promise.all(
    servedFiles.map(({ path, mediaType, bytes }) =>
      pack(
        {
          path,
          roles: servedAsRegistered.has(path) ? ['source', 'served'] : ['served'],
          mediaType,
          size: bytes.length,
        },
        () => once(bytes),
      ),
    ),
  );
  if (served === undefined) return sources;
  const metadata = formatModelMetadata({
    served: served.form,
    signature: served.signature,
    files: results.map(({ artifact }) => artifact),
  });
  const about = await pack(
    { path: metadataPath, roles: ['metadata'], mediaType: metadataType, size: metadata.length },
    () => once(metadata),
  );
  return [...sources, ...results, about];
}

async function pack(
  file: Pick<Artifact, 'path' | 'roles' | 'mediaType' | 'size'>,
  open: OpenBytes,
): Promise<PackedFile> {
  return { artifact: await describeArtifact(file, open()), open };
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
