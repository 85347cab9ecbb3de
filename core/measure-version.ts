import type { RegistryContext } from './context.ts';
import type { Manifest, Task } from './domain/manifest.ts';
import type { DatasetPolicy, Policy } from './domain/policy.ts';
import type { ClassMetrics } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import { evaluationColumns } from './evaluation-columns.ts';
import { loadPredictor } from './load-predictor.ts';
import { evaluate, type LabelledBatch } from './metrics/evaluate.ts';
import type { Dataset, DatasetSource } from './ports/dataset.ts';
import type { Predictor, Row } from './ports/model-toolchain.ts';
import type { Snapshot } from './ports/repository.ts';

export interface Measurement {
  readonly task: Task;
  readonly target: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly perClass?: readonly ClassMetrics[];
}

/** The pinned bytes of a data set that lie in the registry itself; undefined when the policy gives no path. */
export async function datasetInRegistry(
  snapshot: Snapshot,
  dataset: DatasetPolicy,
): Promise<DatasetSource | undefined> {
  if (dataset.path === undefined) return undefined;
  const file = await snapshot.read(dataset.path);
  if (file === undefined) return undefined;
  return {
    name: dataset.path,
    open: async function* () {
      yield file.bytes;
    },
  };
}

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
): Promise<Measurement> {
  const dataset = await context.datasets.open(source);
  if (dataset.digest !== pinned.digest) {
    throw new MergelineError(
      'DIGEST_MISMATCH',
      `${source.name} is not the data set ${pinned.name}: it has ${dataset.digest}.`,
      {
        hint: `registry.yaml pins ${pinned.digest}. Evaluate on those bytes, or change the pin by a proposal.`,
      },
    );
  }
  const predictor = await loadPredictor(manifest, policy, context);
  try {
    const result = await evaluate(pinned.task, labelledBatches(dataset, predictor, pinned.target));
    const { task, rows, metrics, perClass } = result;
    return {
      task,
      target: pinned.target,
      rows,
      metrics: { ...metrics },
      ...(perClass === undefined ? {} : { perClass }),
    };
  } finally {
    await predictor.close();
  }
}

async function* labelledBatches(
  dataset: Dataset,
  predictor: Predictor,
  targetName: string,
): AsyncIterable<LabelledBatch> {
  const { features, target } = evaluationColumns(dataset, predictor.signature, targetName);
  for await (const { rows } of dataset.batches([...features, target])) {
    const inputs: Row[] = rows.map((cells) => cells.slice(0, -1));
    const { predictions } = await predictor.predict(inputs);
    yield { truths: rows.map((cells) => cells.at(-1) ?? null), predictions };
  }
}
