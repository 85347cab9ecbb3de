import type { RegistryContext } from '../context.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { ModelFile } from '../ports/model-toolchain.ts';
import { findArtifact } from './verify-version.ts';

/** A file of a version as it lies in a store, verified while it is read. @throws MergelineError `NOT_FOUND`. */
export async function storedFile(
  artifact: Artifact,
  manifest: Manifest,
  policy: Policy,
  context: Pick<RegistryContext, 'openStore'>,
): Promise<ModelFile> {
  const store = await findArtifact(artifact, manifest, policy, context);
  const open = () => store.read(artifact);
  return { path: artifact.path, size: artifact.size, open, read: async () => await collect(open()) };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
