import { decode } from '../registry-schema/codec.ts';
import { modelPath, type Place, parsePath, policyPath } from '../registry-schema/layout.ts';
import { faultOfPath } from '../registry-schema/path-fault.ts';
import type { ValidateAnswer } from './answers.ts';
import { type EditedFiles, findEditedFaults, isBelow } from './checks/find-edited-faults.ts';
import { findMissteps } from './checks/find-missteps.ts';
import { findPointerFaults } from './checks/find-pointer-faults.ts';
import { findPolicyFaults } from './checks/find-policy-faults.ts';
import { findRecordFaults } from './checks/find-record-faults.ts';
import { findRewritten, tellRewritten } from './checks/find-rewritten.ts';
import { findSharedNames } from './checks/find-shared-names.ts';
import { findUndoneYanks } from './checks/find-undone-yanks.ts';
import type { RegistryContext } from './context.ts';
import type { Model, Pointer } from './domain/records.ts';
import { type Fault, MergelineError } from './errors.ts';
import type { Change, HistoryEntry, Snapshot } from './ports/repository.ts';
import { orFault } from './reading/or-fault.ts';
import { readPolicy } from './reading/read-registry.ts';
import { resolveRevision, snapshotAt } from './reading/snapshot-at.ts';
import { findNamespaceClash } from './registration/decide-registration.ts';

export interface ValidateRequest {
  /** Files or folders; everything when absent. */
  readonly paths?: readonly string[];
  /** Looks only at what changed since this commit, and at whether it may change. */
  readonly since?: string;
}

/**
 * Checks files against their schemas, their place, and each other: a pointer names a registered version by its digest,
 * and what is made once was never changed; the policy for what can never work; and every record, unless files or a commit
 * are named. Every fault is listed; none hides another. Files that a person has edited and not committed are looked at as
 * they are edited.
 */
export async function validateRegistry(request: ValidateRequest, context: RegistryContext): Promise<ValidateAnswer> {
  const snapshot = await snapshotAt(context);
  const faults: Fault[] = [];
  const edited =
    request.since === undefined
      ? await findEditedFaults(request.paths ?? [], snapshot, context)
      : { paths: [], faults: [] };
  for (const path of request.paths ?? []) await requirePath(path, snapshot, edited);
  const files =
    request.since === undefined
      ? await everyFile(snapshot, request.paths ?? [''], faults, context)
      : await changedFiles(snapshot, request.since, faults, context);
  faults.push(...(await faultsInFiles(files, snapshot, context)));
  const standing = faults.filter(({ file }) => file === undefined || !edited.paths.includes(file));
  const records = isWhole(request) ? await findRecordFaults(context) : { files: 0, faults: [] };
  return {
    files: files.length,
    records: records.files,
    edited: edited.paths,
    faults: [...[...standing, ...edited.faults].sort(byPlace), ...records.faults.toSorted(byPlace)],
    registryCommit: snapshot.commit.oid,
  };
}

/** Who names files or a commit means these. */
function isWhole({ paths, since }: ValidateRequest): boolean {
  return paths === undefined && since === undefined;
}

async function faultsInFiles(
  files: readonly FoundFile[],
  snapshot: Snapshot,
  context: RegistryContext,
): Promise<readonly Fault[]> {
  const policy = await orFault([], () => readPolicy(snapshot));
  const faults: Fault[] = [];
  const places: { path: string; place: Place }[] = [];
  const models: Model[] = [];
  let index = 0;
  for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
    const { path } = files[index++] as FoundFile;
    const place = parsePath(path);
    if (place === undefined) continue;
    places.push({ path, place });
    if (place.kind === 'Registry') {
      faults.push(...(await findPolicyFaults(bytes, context)));
      continue;
    }
    const value = await orFault(faults, async () => decode(place.kind, bytes, { file: path }));
    if (value !== undefined && place.kind === 'StagePointer')
      faults.push(...(await findPointerFaults(path, value as Pointer, policy, snapshot)));
    if (value !== undefined && place.kind === 'Model') models.push(value as Model);
  }
  return [...faults, ...(await orphanFaults(places, snapshot)), ...(await findSharedNames(models, snapshot))];
}

type FoundFile = { readonly path: string; readonly oid: Change['after'] & string };

async function everyFile(
  snapshot: Snapshot,
  paths: readonly string[],
  faults: Fault[],
  { repository }: RegistryContext,
): Promise<readonly FoundFile[]> {
  const below = paths.flatMap((path) => (path === '' ? ['models', policyPath] : [path.replace(/\/+$/, '')]));
  const entries = await Array.fromAsync(repository.history(snapshot.commit.oid, { below }));
  faults.push(
    ...(await findRewritten(entries)).map(tellRewritten),
    ...(await findMissteps(entries, snapshot)),
    ...(await findUndoneYanks(entries, snapshot)),
  );
  return await filesBelow(snapshot, below, faults);
}

/** @throws MergelineError `NOT_FOUND` for a path at which nothing is, committed or edited. */
async function requirePath(path: string, snapshot: Snapshot, edited: EditedFiles): Promise<void> {
  if (path === '' || (await snapshot.find(path.replace(/\/+$/, ''))) !== undefined) return;
  if (edited.paths.some((each) => isBelow(each, [path]))) return;
  throw new MergelineError('NOT_FOUND', `The registry has no ${path}.`, {
    hint: 'Write a path from the folder of registry.yaml, such as models/iris.',
  });
}

async function filesBelow(
  snapshot: Snapshot,
  paths: readonly string[],
  faults: Fault[],
): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) {
    if (parsePath(path) !== undefined && (await snapshot.find(path)) !== undefined) {
      found.push(...(await fileAt(path, snapshot, faults)));
      continue;
    }
    for await (const { path: file, oid: object, kind } of snapshot.walk(path)) {
      if (kind !== 'file') faults.push({ file, message: `A ${kind} has no place in a registry.` });
      else if (parsePath(file) !== undefined) found.push({ path: file, oid: object });
      else faults.push(...strayFaults(file));
    }
  }
  return found;
}

async function changedFiles(
  snapshot: Snapshot,
  since: string,
  faults: Fault[],
  context: RegistryContext,
): Promise<readonly FoundFile[]> {
  const { repository } = context;
  const base = await resolveRevision(since, context);
  if (base === undefined)
    throw new MergelineError('NOT_FOUND', `${JSON.stringify(since)} is no commit of this repository.`);
  const entries: HistoryEntry[] = [];
  for await (const entry of repository.history(snapshot.commit.oid)) {
    if (entry.commit.oid === base) break;
    entries.push(entry);
  }
  faults.push(
    ...(await findRewritten(entries, { newMayChange: true })).map(tellRewritten),
    ...(await findMissteps(entries, snapshot)),
    ...(await findUndoneYanks(entries, snapshot)),
  );
  const present = new Map<string, Change['after']>();
  for (const { path, after } of entries.flatMap(({ changes }) => changes)) {
    if (!present.has(path)) present.set(path, after);
  }
  const found: FoundFile[] = [];
  for (const [path, oid] of present) {
    // History tells of what is no file as of one that was deleted.
    if (oid === undefined && (await snapshot.find(path)) === undefined) continue;
    faults.push(...strayFaults(path));
    if (parsePath(path) !== undefined) found.push(...(await fileAt(path, snapshot, faults)));
  }
  return found;
}

/** @param faults takes that it is something else, such as a submodule, which has no bytes. */
async function fileAt(path: string, snapshot: Snapshot, faults: Fault[]): Promise<readonly FoundFile[]> {
  const file = await snapshot.read(path);
  if (file !== undefined) return [{ path, oid: file.oid }];
  faults.push({ file: path, message: 'It is no file, and nothing else has a place in a registry.' });
  return [];
}

/** Every version belongs to a model that says so in a model.yaml and stands in no other model's way. */
async function orphanFaults(
  places: readonly { path: string; place: Place }[],
  snapshot: Snapshot,
): Promise<readonly Fault[]> {
  const models = new Map(places.flatMap(({ path, place }) => ('model' in place ? [[place.model, path] as const] : [])));
  const faults: Fault[] = [];
  for (const [model, path] of models) {
    if ((await snapshot.find(modelPath(model))) === undefined)
      faults.push({ file: path, message: `There is no ${modelPath(model)}, so ${model} is no model.` });
    const clash = await findNamespaceClash(snapshot, model);
    if (clash !== undefined) faults.push({ file: path, message: clash.message });
  }
  return faults;
}

/** A file where nobody looks for it. */
function strayFaults(file: string): readonly Fault[] {
  const message = faultOfPath(file);
  return message === undefined ? [] : [{ file, message }];
}

function byPlace(a: Fault, b: Fault): number {
  return (a.file ?? '').localeCompare(b.file ?? '') || (a.line ?? 0) - (b.line ?? 0);
}
