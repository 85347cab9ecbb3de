import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Evaluation } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { listEvaluations, type RegisteredVersion, readPolicy } from '../reading/read-registry.ts';
import { findRelatives, type Relatives } from './find-relatives.ts';
import type { LineageDataset, LineageEvaluation, VersionLineage } from './lineage.ts';
import { traceBaseModel, traceParents } from './trace-parents.ts';
import { traceStays } from './trace-stays.ts';

/**
 * Where a version comes from and what came of it, as of one state of the registry.
 * @param faults takes what cannot be read, which is passed over.
 */
export async function traceLineage(
  { manifest, digest }: Pick<RegisteredVersion, 'manifest' | 'digest'>,
  snapshot: Snapshot,
  context: RegistryContext,
  faults: Fault[],
): Promise<VersionLineage> {
  const { model, version, lineage } = manifest;
  const policy = await orFault(faults, () => readPolicy(snapshot));
  const evaluations = (await listEvaluations(snapshot, model, version, faults)).filter(
    ({ manifestDigest }) => manifestDigest === digest,
  );
  const relatives = await findRelatives(manifest, snapshot, context);
  return {
    ...(await traceParents(manifest, snapshot, faults)),
    baseModel: await traceBaseModel(manifest, snapshot, faults),
    datasets: datasetsOf(manifest.datasets, relatives, evaluations, policy),
    source: {
      repository: lineage.sourceRepository ?? null,
      commit: lineage.sourceCommit ?? null,
      runUrl: lineage.runUrl ?? null,
    },
    evaluations: evaluations.map((evaluation) => describeEvaluation(evaluation, policy)),
    stays: await traceStays(manifest, snapshot, context, faults),
    children: relatives.children,
    fineTunes: relatives.fineTunes,
  };
}

function datasetsOf(
  datasets: RegisteredVersion['manifest']['datasets'],
  { sharing }: Relatives,
  evaluations: readonly Evaluation[],
  policy: Policy | undefined,
): readonly LineageDataset[] {
  const none = { versions: [], total: 0 };
  return datasets.map(({ name, digest, rows }, index) => ({
    name,
    digest,
    rows: rows ?? null,
    pinnedAs: pinnedAs(digest, policy),
    evaluatedHere: evaluations.some(({ dataset }) => dataset.digest === digest),
    ...(sharing[index] ?? { trained: none, evaluated: none }),
  }));
}

function describeEvaluation(
  { id, dataset, metrics, evaluatedBy, at }: Evaluation & { readonly id: string },
  policy: Policy | undefined,
): LineageEvaluation {
  return { id, dataset, pinnedAs: pinnedAs(dataset.digest, policy), metrics, evaluatedBy, at };
}

function pinnedAs(digest: Digest, policy: Policy | undefined): string | null {
  return policy?.datasets.find((dataset) => dataset.digest === digest)?.name ?? null;
}
