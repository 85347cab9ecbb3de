import type { ListAnswer, VersionsAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import type { Pointer } from './domain/records.ts';
import type { Fault } from './errors.ts';
import { orFault } from './or-fault.ts';
import type { Snapshot } from './ports/repository.ts';
import {
  findModel,
  findStatus,
  findVersion,
  listModels as listModelNames,
  listPointers,
  listVersions,
  readModel,
  readPolicy,
} from './read-registry.ts';
import type { ReadOptions } from './registry.ts';
import { findLatest } from './resolve-ref.ts';
import { snapshotAt } from './snapshot-at.ts';

/** Every model with its newest version and who holds its stages. A malformed file is reported and hides nothing else. */
export async function listModels(options: ReadOptions, context: RegistryContext): Promise<ListAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const faults: Fault[] = [];
  const models: ListAnswer['models'][number][] = [];
  const policy = await orFault(faults, () => readPolicy(snapshot));
  const stages = policy?.stages.map(({ name }) => name) ?? [];
  for (const model of await listModelNames(snapshot)) models.push(await describeModel(snapshot, model, stages, faults));
  return { models, registryCommit: snapshot.commit.oid, faults };
}

async function describeModel(
  snapshot: Snapshot,
  model: ModelName,
  stages: readonly StageName[],
  faults: Fault[],
): Promise<ListAnswer['models'][number]> {
  const description = (await orFault(faults, () => findModel(snapshot, model)))?.description;
  const pointers = await listPointers(snapshot, model, faults);
  return {
    model,
    versions: (await listVersions(snapshot, model)).length,
    latest: (await findLatest(snapshot, model, faults)) ?? null,
    // Every stage of the policy in its order, then those that only a pointer remembers.
    stages: Object.fromEntries([
      ...stages.map((stage) => [stage, null]),
      ...pointers.map(({ stage, version }) => [stage, version]),
    ]),
    ...(description !== undefined && { description }),
  };
}

/** The versions of one model, highest first. @throws MergelineError `NOT_FOUND`. */
export async function listVersionsOf(
  text: string,
  options: ReadOptions,
  context: RegistryContext,
): Promise<VersionsAnswer> {
  const model = parseModelName(text);
  const snapshot = await snapshotAt(context, options.at);
  const faults: Fault[] = [];
  await orFault(faults, () => readModel(snapshot, model));
  const pointers = await listPointers(snapshot, model, faults);
  const versions: VersionsAnswer['versions'][number][] = [];
  for (const version of (await listVersions(snapshot, model)).toReversed()) {
    const registered = await orFault(faults, () => findVersion(snapshot, model, version));
    if (registered === undefined) continue;
    const status = await orFault(faults, () => findStatus(snapshot, model, version));
    versions.push({
      version,
      created: registered.manifest.created,
      stages: stagesOf(pointers, version),
      status: status?.state ?? 'active',
      servable: registered.manifest.served !== undefined,
      metrics: registered.manifest.metrics,
    });
  }
  return { model, versions, registryCommit: snapshot.commit.oid, faults };
}

export function stagesOf(pointers: readonly Pointer[], version: string): readonly Pointer['stage'][] {
  return pointers.filter((pointer) => pointer.version === version).map(({ stage }) => stage);
}
