import { storedFile } from '../artifacts/stored-file.ts';
import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { Predictor } from '../ports/model-toolchain.ts';

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
      .map((artifact) => storedFile(artifact, manifest, policy, context)),
  );
  return await context.runtime.load({ files, signature });
}
