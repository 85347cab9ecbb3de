import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { DatasetPolicy, Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import type { Dataset, DatasetSource } from '../ports/dataset.ts';
import { loadPredictor } from './load-predictor.ts';
import { type Measured, type MeasureOptions, measureModel } from './measure-model.ts';

/**
 * Predicts every row of a pinned data set and computes the metrics of its task.
 * @throws MergelineError `DIGEST_MISMATCH` when the bytes are not the pinned ones, `INPUT_INVALID` when columns do not fit.
 */
export async function measureVersion(
  manifest: Manifest,
  pinned: DatasetPolicy,
  source: DatasetSource,
  policy: Policy,
  context: Pick<RegistryContext, 'openStore' | 'runtime' | 'datasets'>,
  options: Pick<MeasureOptions, 'slices' | 'onProgress'> = {},
): Promise<Measured> {
  const dataset = await context.datasets.open(source);
  try {
    requirePinned(dataset, pinned);
    const predictor = await loadPredictor(manifest, policy, context);
    try {
      return await measureModel(predictor, dataset, { ...options, task: pinned.task, target: pinned.target });
    } finally {
      await predictor.close();
    }
  } finally {
    await dataset.close();
  }
}

function requirePinned({ name, digest }: Dataset, pinned: DatasetPolicy): void {
  if (digest === pinned.digest) return;
  throw new MergelineError('DIGEST_MISMATCH', `${name} is not the data set ${pinned.name}: it has ${digest}.`, {
    hint: `registry.yaml pins ${pinned.digest}. Evaluate on those bytes, or change the pin by a proposal.`,
  });
}
