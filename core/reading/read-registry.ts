import { decode } from '../../registry-schema/codec.ts';
import {
  cardPath,
  evaluationFolder,
  manifestPath,
  modelPath,
  parsePath,
  pointerPath,
  policyPath,
  stageFolder,
  statusPath,
  versionFolder,
} from '../../registry-schema/layout.ts';
import { suggestName } from '../domain/closest-name.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Policy, StagePolicy } from '../domain/policy.ts';
import type { Evaluation, Model, Oid, Pointer, Status } from '../domain/records.ts';
import { isVersion, sortVersions, type Version } from '../domain/version.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from './or-fault.ts';

/** A manifest as it lies in the registry. */
export interface RegisteredVersion {
  readonly manifest: Manifest;
  /** Of the file's bytes. */
  readonly digest: Digest;
  readonly oid: Oid;
}

/** A command asks for the same policy again and again, and comments make it slow to read. */
let lastPolicy: { readonly oid: Oid; readonly policy: Policy } | undefined;

/** @throws MergelineError `NOT_A_REGISTRY` where there is no registry.yaml, `FILE_INVALID` with every fault in it. */
export async function readPolicy(snapshot: Snapshot): Promise<Policy> {
  const file = await snapshot.read(policyPath);
  if (file === undefined) {
    throw new MergelineError('NOT_A_REGISTRY', `There is no ${policyPath} here.`, {
      hint: 'Make a registry with: mergeline init',
    });
  }
  if (lastPolicy?.oid !== file.oid)
    lastPolicy = { oid: file.oid, policy: decode('Registry', file.bytes, { file: policyPath }) };
  return lastPolicy.policy;
}

/** A stage by its name or an alias. @throws MergelineError `NOT_FOUND`. */
export function stageNamed(policy: Policy, text: string): StagePolicy {
  const stage = policy.stages.find(({ name, aliases }) => name === text || aliases.includes(text));
  if (stage !== undefined) return stage;
  const names = policy.stages.map(({ name }) => name);
  throw new MergelineError('NOT_FOUND', `There is no stage ${JSON.stringify(text)}.`, {
    hint: suggestName(text, names),
  });
}

/** Every directory below `models/` that holds a model.yaml, in name order. */
export async function listModels(snapshot: Snapshot): Promise<readonly ModelName[]> {
  const names: string[] = [];
  for (const outer of await snapshot.list('models')) {
    if (outer.kind !== 'folder') continue;
    if ((await snapshot.find(modelPath(outer.name as ModelName))) !== undefined) {
      names.push(outer.name);
      continue;
    }
    for (const inner of await snapshot.list(`models/${outer.name}`)) {
      const name = `${outer.name}/${inner.name}` as ModelName;
      if (inner.kind === 'folder' && (await snapshot.find(modelPath(name))) !== undefined) names.push(name);
    }
  }
  return names as ModelName[];
}

export async function findModel(snapshot: Snapshot, name: ModelName): Promise<Model | undefined> {
  const path = modelPath(name);
  const file = await snapshot.read(path);
  return file && decode('Model', file.bytes, { file: path });
}

/** @throws MergelineError `NOT_FOUND` that names a model that is near. */
export async function readModel(snapshot: Snapshot, name: ModelName): Promise<Model> {
  const model = await findModel(snapshot, name);
  if (model !== undefined) return model;
  throw new MergelineError('NOT_FOUND', `There is no model ${name}.`, {
    hint: suggestName(name, await listModels(snapshot)),
  });
}

/** Who answers for a model: its own owners and those that the policy names by pattern. */
export async function ownersIn(snapshot: Snapshot, policy: Policy, name: ModelName): Promise<readonly string[]> {
  const { owners } = await readModel(snapshot, name);
  return [...new Set([...owners, ...ownersOf(policy, name)])];
}

export async function readCard(snapshot: Snapshot, name: ModelName): Promise<Uint8Array | undefined> {
  return (await snapshot.read(cardPath(name)))?.bytes;
}

/** The digest of the model card as it stands; `null` where there is none. */
export async function cardDigest(snapshot: Snapshot, name: ModelName): Promise<Digest | null> {
  const card = await readCard(snapshot, name);
  return card === undefined ? null : digestOf(card);
}

/** The file of one version, not read. */
export interface ManifestFile {
  readonly version: Version;
  readonly oid: Oid;
}

/** The files of the registered versions of a model, the lowest version first. */
export async function listManifests(snapshot: Snapshot, model: ModelName): Promise<readonly ManifestFile[]> {
  const oids = new Map<Version, Oid>();
  for (const { name, kind, oid } of await snapshot.list(versionFolder(model))) {
    const version = name.slice(0, -'.yaml'.length);
    if (kind === 'file' && name.endsWith('.yaml') && isVersion(version)) oids.set(version, oid);
  }
  return sortVersions([...oids.keys()]).map((version) => ({ version, oid: oids.get(version) as Oid }));
}

/** The registered versions of a model by their file names, lowest first. */
export async function listVersions(snapshot: Snapshot, model: ModelName): Promise<readonly Version[]> {
  return (await listManifests(snapshot, model)).map(({ version }) => version);
}

export async function findVersion(
  snapshot: Snapshot,
  model: ModelName,
  version: Version,
): Promise<RegisteredVersion | undefined> {
  const path = manifestPath(model, version);
  const file = await snapshot.read(path);
  return (
    file && {
      manifest: decode('ModelVersion', file.bytes, { file: path }),
      digest: digestOf(file.bytes),
      oid: file.oid,
    }
  );
}

/** @throws MergelineError `NOT_FOUND` that names a version that is near. */
export async function readVersion(snapshot: Snapshot, model: ModelName, version: Version): Promise<RegisteredVersion> {
  const found = await findVersion(snapshot, model, version);
  if (found !== undefined) return found;
  await readModel(snapshot, model);
  const versions = await listVersions(snapshot, model);
  throw new MergelineError('NOT_FOUND', `${model} has no version ${version}.`, {
    hint: suggestName(version, versions.toReversed()) ?? `Register one with: mergeline register ${model} <path>`,
  });
}

export async function findStatus(snapshot: Snapshot, model: ModelName, version: Version): Promise<Status | undefined> {
  const path = statusPath(model, version);
  const file = await snapshot.read(path);
  return file && decode('VersionStatus', file.bytes, { file: path });
}

export async function findPointer(
  snapshot: Snapshot,
  model: ModelName,
  stage: StageName,
): Promise<Pointer | undefined> {
  const path = pointerPath(model, stage);
  const file = await snapshot.read(path);
  return file && decode('StagePointer', file.bytes, { file: path });
}

/** The stages of which a model has a pointer, by the names of the files; these are not read. */
export async function listPointedStages(snapshot: Snapshot, model: ModelName): Promise<readonly StageName[]> {
  const folder = stageFolder(model);
  const files = (await snapshot.list(folder)).filter(({ kind }) => kind === 'file');
  const places = files.map(({ name }) => parsePath(`${folder}/${name}`));
  return places.flatMap((place) => (place?.kind === 'StagePointer' ? [place.stage] : []));
}

/**
 * Every pointer of a model, in the order of the files' names.
 * @param faults takes what cannot be read, which is passed over; without it the first one is thrown.
 */
export async function listPointers(
  snapshot: Snapshot,
  model: ModelName,
  faults?: Fault[],
): Promise<readonly Pointer[]> {
  const pointers: Pointer[] = [];
  for (const stage of await listPointedStages(snapshot, model)) {
    const pointer = await orFault(faults, () => findPointer(snapshot, model, stage));
    if (pointer !== undefined) pointers.push(pointer);
  }
  return pointers;
}

/**
 * Verified metrics of a version, oldest first.
 * @param faults takes what cannot be read, which is passed over; without it the first one is thrown.
 */
export async function listEvaluations(
  snapshot: Snapshot,
  model: ModelName,
  version: Version,
  faults?: Fault[],
): Promise<readonly (Evaluation & { readonly id: string })[]> {
  const folder = evaluationFolder(model, version);
  const evaluations: (Evaluation & { id: string })[] = [];
  for (const { name } of await snapshot.list(folder)) {
    const location = parsePath(`${folder}/${name}`);
    const file = location?.kind === 'Evaluation' ? await snapshot.read(`${folder}/${name}`) : undefined;
    if (file === undefined || location?.kind !== 'Evaluation') continue;
    const evaluation = await orFault(faults, async () => decode('Evaluation', file.bytes, { file: file.path }));
    if (evaluation !== undefined) evaluations.push({ id: location.id, ...evaluation });
  }
  return evaluations.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
