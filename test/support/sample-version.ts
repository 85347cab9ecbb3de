import type { Artifact } from '../../core/domain/manifest.ts';
import { parseModelName } from '../../core/domain/names.ts';
import { parseVersion } from '../../core/domain/version.ts';
import { describeArtifact, type UnreadArtifact } from '../../packaging/describe-artifact.ts';
import { formatModelMetadata, metadataPath, metadataType } from '../../packaging/model-metadata.ts';
import type { VersionContent } from '../../packaging/version-content.ts';
import { chunksOf } from './bytes.ts';

export interface SampleFile {
  readonly artifact: Artifact;
  readonly bytes: Buffer;
}

/** The same small version in every run: a source, what is served, and the metadata beside it. */
export async function sampleFiles(): Promise<readonly SampleFile[]> {
  const source = await sampleFile('source/model.pkl', ['source'], Buffer.from('a pickle'));
  const served = await sampleFile('model.onnx', ['served'], Buffer.from('an ONNX graph'));
  const metadata = formatModelMetadata({
    served: { format: 'onnx', opset: 21 },
    signature: {
      task: 'classification',
      inputs: [{ name: 'x', type: 'float64', shape: [null, 4], columns: ['a', 'b', 'c', 'd'] }],
      outputs: [{ name: 'label', type: 'int64', shape: [null] }],
      classes: [0, 1, 2],
    },
    files: [served.artifact],
  });
  return [source, served, await sampleFile(metadataPath, ['metadata'], Buffer.from(metadata), metadataType)];
}

export function sampleVersion(files: readonly SampleFile[]): VersionContent {
  return {
    model: parseModelName('risk/fraud'),
    version: parseVersion('1.2.0'),
    created: '2026-11-25T10:00:00Z',
    licence: 'Apache-2.0',
    lineage: {
      sourceRepository: 'https://example.com/fraud',
      sourceCommit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    },
    format: 'onnx',
    artifacts: files.map(({ artifact }) => artifact),
  };
}

async function sampleFile(
  path: string,
  roles: UnreadArtifact['roles'],
  bytes: Buffer,
  mediaType = 'application/octet-stream',
): Promise<SampleFile> {
  return { artifact: await describeArtifact({ path, roles, mediaType, size: bytes.length }, chunksOf(bytes)), bytes };
}
