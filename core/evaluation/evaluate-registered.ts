import type { RegistryContext } from '../context.ts';
import type { DatasetPolicy, Policy } from '../domain/policy.ts';
import type { Evaluation } from '../domain/records.ts';
import type { DatasetSource } from '../ports/dataset.ts';
import type { RegisteredVersion } from '../reading/read-registry.ts';
import type { MeasureOptions } from './measure-model.ts';
import { measureVersion } from './measure-version.ts';

/** An evaluation that is not recorded yet, and what a person should know of it. */
export interface EvaluatedVersion {
  readonly evaluation: Evaluation;
  readonly warnings: readonly string[];
}

/** Measures a registered version, as evidence that names who measured what, on which data and when. @throws what `measureVersion` does. */
export async function evaluateRegistered(
  { manifest, digest }: Pick<RegisteredVersion, 'manifest' | 'digest'>,
  dataset: DatasetPolicy,
  source: DatasetSource,
  policy: Policy,
  context: RegistryContext,
  options: Pick<MeasureOptions, 'slices' | 'onProgress'> = {},
): Promise<EvaluatedVersion> {
  const { measurement, warnings } = await measureVersion(manifest, dataset, source, policy, context, options);
  const { rows, ...measured } = measurement;
  const evaluation: Evaluation = {
    model: manifest.model,
    version: manifest.version,
    manifestDigest: digest,
    dataset: { name: dataset.name, digest: dataset.digest, rows },
    evaluatedBy: context.actor,
    at: context.clock.now(),
    ...measured,
  };
  return { evaluation, warnings };
}
