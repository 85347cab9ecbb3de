import { createHash } from 'node:crypto';
import { isDigest } from '../core/domain/digest.ts';
import type { Artifact } from '../core/domain/manifest.ts';
import { MergelineError } from '../core/errors.ts';
import { tarLayer, tarLayerSize, tarWriter } from './tar-layer.ts';

/** What is known of a file before it is read. */
export type UnreadArtifact = Pick<Artifact, 'path' | 'roles' | 'mediaType' | 'size'>;

/**
 * Names a file and its layer by reading it once.
 * @throws MergelineError `DIGEST_MISMATCH` when the content is not `size` bytes long, `INPUT_INVALID` for a hostile path.
 */
export async function describeArtifact(file: UnreadArtifact, content: AsyncIterable<Uint8Array>): Promise<Artifact> {
  const fileHash = createHash('sha256');
  const layerHash = createHash('sha256');
  for await (const chunk of tarLayer(
    file,
    tapped(content, (bytes) => fileHash.update(bytes)),
  ))
    layerHash.update(chunk);
  return {
    path: file.path,
    roles: file.roles,
    mediaType: file.mediaType,
    digest: `sha256:${fileHash.digest('hex')}`,
    size: file.size,
    layer: { digest: `sha256:${layerHash.digest('hex')}`, size: tarLayerSize(file), writer: tarWriter },
  };
}

/**
 * Every store asks this first, so that nothing read from a manifest names a path of ours or a layer that cannot be.
 * @throws MergelineError `INPUT_INVALID` with what is wrong.
 */
export function checkArtifact(artifact: Artifact): void {
  const { path, digest, layer } = artifact;
  const layerSize = tarLayerSize(artifact);
  if (!isDigest(digest) || !isDigest(layer.digest)) throw invalid(path, 'is not named by a sha256 digest');
  if (layer.writer !== tarWriter)
    throw invalid(path, `was packed by layer writer ${layer.writer}, which is not known here`);
  if (layer.size !== layerSize) throw invalid(path, `has a layer of ${layer.size} bytes where ${layerSize} are due`);
}

async function* tapped(bytes: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    see(chunk);
    yield chunk;
  }
}

function invalid(path: string, fact: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `${path} ${fact}.`, {
    hint: 'Check the manifest of the version, or upgrade Mergeline if a newer one wrote it.',
  });
}
