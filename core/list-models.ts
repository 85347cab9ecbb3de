import { type Documents, decode } from '../registry-schema/codec.ts';
import { parsePath, statusFolder, versionFolder } from '../registry-schema/layout.ts';
import type { ListAnswer, VersionsAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { type Digest, digestOf } from './domain/digest.ts';
import { ownersOf } from './domain/model-pattern.ts';
import { type ModelName, parseModelName, type StageName } from './domain/names.ts';
import { present } from './domain/present.ts';
import type { Evaluation, Pointer } from './domain/records.ts';
import { compareVersions } from './domain/version.ts';
import type { Fault } from './errors.ts';
import { reviewState } from './models/review-state.ts';
import type { Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { readNewestEvaluations } from './reading/read-newest-evaluations.ts';
import {
  findModel,
  listModels as listModelNames,
  listPointers,
  listVersions,
  readModel,
  readPolicy,
} from './reading/read-registry.ts';
import { findLatest } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { ReadOptions } from './requests.ts';

/** Every model with its newest version and who holds its stages. A malformed file is reported and hides nothing else. */
export async function listModels(options: ReadOptions, context: RegistryContext): Promise<ListAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const faults: Fault[] = [];
  const models: ListAnswer['models'][number][] = [];
  const policy = await orFault(faults, () => readPolicy(snapshot));
  const stages = policy?.stages.map(({ name }) => name) ?? [];
  const now = options.at === undefined ? context.clock.now() : snapshot.commit.at;
  for (const name of await listModelNames(snapshot)) {
    const model = await orFault(faults, () => findModel(snapshot, name));
    const owners = [...new Set([...(model?.owners ?? []), ...(policy ? ownersOf(policy, name) : [])])];
    const described = await describeModel(snapshot, name, stages, faults);
    models.push({
      ...described,
      owners,
      ...present({ description: model?.description, review: reviewState(model, now) }),
    });
  }
  return { models, registryCommit: snapshot.commit.oid, faults };
}

async function describeModel(
  snapshot: Snapshot,
  model: ModelName,
  stages: readonly StageName[],
  faults: Fault[],
): Promise<Pick<ListAnswer['models'][number], 'model' | 'versions' | 'latest' | 'stages'>> {
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
  const manifests = await readFolder(snapshot, 'ModelVersion', versionFolder(model), faults);
  const statuses = await readFolder(snapshot, 'VersionStatus', statusFolder(model), faults);
  const states = new Map(statuses.map(({ document: { version, state } }) => [version, state]));
  const digests = new Map(manifests.map(({ document, digest }) => [document.version, digest]));
  const evaluations = await readNewestEvaluations(snapshot, model, digests, faults);
  const versions = manifests
    .map(({ document }) => document)
    .toSorted((a, b) => compareVersions(b.version, a.version))
    .map(({ version, created, served, metrics }) => ({
      version,
      created,
      stages: stagesOf(pointers, version),
      status: states.get(version) ?? 'active',
      servable: served !== undefined,
      metrics,
      verified: verifiedIn(evaluations.get(version)),
    }));
  return { model, versions, registryCommit: snapshot.commit.oid, faults };
}

function verifiedIn(evaluation: Evaluation | undefined): VersionsAnswer['versions'][number]['verified'] {
  return evaluation === undefined ? null : { dataset: evaluation.dataset.name, metrics: evaluation.metrics };
}

interface ReadDocument<K extends keyof Documents> {
  readonly document: Documents[K];
  readonly digest: Digest;
}

/** Every document of one kind in a folder, read in one go. What stands in the place of one and is no file is a fault. */
async function readFolder<K extends 'ModelVersion' | 'VersionStatus'>(
  snapshot: Snapshot,
  kind: K,
  folder: string,
  faults: Fault[],
): Promise<readonly ReadDocument<K>[]> {
  const entries = (await snapshot.list(folder))
    .map((entry) => ({ ...entry, path: `${folder}/${entry.name}` }))
    .filter(({ path }) => parsePath(path)?.kind === kind);
  const files = entries.filter((entry) => entry.kind === 'file');
  const others = entries.filter((entry) => entry.kind !== 'file');
  faults.push(...others.map((entry) => ({ file: entry.path, message: `A ${entry.kind} has no place in a registry.` })));
  const documents: ReadDocument<K>[] = [];
  let index = 0;
  for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
    const file = files[index++]?.path ?? folder;
    const document = await orFault(faults, async () => decode(kind, bytes, { file }));
    if (document !== undefined) documents.push({ document, digest: digestOf(bytes) });
  }
  return documents;
}

export function stagesOf(pointers: readonly Pointer[], version: string): readonly Pointer['stage'][] {
  return pointers.filter((pointer) => pointer.version === version).map(({ stage }) => stage);
}
