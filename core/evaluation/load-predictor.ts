import { findArtifact } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { ModelFile, Predictor } from '../ports/model-toolchain.ts';

/**
 * Brings the served files of a version to the runtime, verified on the way.
 * @throws MergelineError `MODEL_UNSUPPORTED` when the version cannot be served, with the reason its manifest gives.
 */
export async function loadPredictor(
  manifest: Manifest,
  policy: Policy,
  context: Pick<RegistryContext, 'openStore' | 'runtime'>,
): Promise<Predictor> {
  const { signature, conversion, model, version } = manifest;
  if (signature === undefined) {
    const reason = conversion.outcome === 'unsupported' ? ` ${conversion.reason}` : '';
    throw new MergelineError('MODEL_UNSUPPORTED', `${model}@${version} cannot be served.${reason}`, {
      hint: `Get its files with: mergeline pull ${model}@${version}`,
    });
  }
  const files = await Promise.all(
    manifest.artifacts
      .filter(({ roles }) => roles.includes('served'))
      .map(async (artifact): Promise<ModelFile> => {
        const store = await findArtifact(artifact, manifest, policy, context);
        const open = () => store.read(artifact);
        return { path: artifact.path, size: artifact.size, open, read: async () => await collect(open()) };
      }),
  );
  return await context.runtime.load({ files, signature });
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
