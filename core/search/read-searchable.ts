import { type Documents, decode, type Kind } from '../../registry-schema/codec.ts';
import {
  cardPath,
  evaluationFolder,
  manifestPath,
  modelFolder,
  modelOfCard,
  modelPath,
  type Place,
  parsePath,
  stageFolder,
  statusPath,
} from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Oid } from '../domain/records.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { searchableVersion } from './searchable-version.ts';
import { wordsOf } from './words.ts';

/** How many files are read at once: enough that asking costs little, few enough that what is read is soon forgotten. */
const batch = 100;

interface FileOf {
  readonly path: string;
  readonly oid: Oid;
  readonly model: ModelName;
  /** Undefined for the model card. */
  readonly place?: Exclude<Place, { kind: 'Registry' }>;
}

/** One model with its files, not read. */
interface ModelFiles {
  readonly model: ModelName;
  readonly files: readonly FileOf[];
}

/** Versions of one model. */
export type Selected = 'all' | readonly Version[];

/**
 * Every model in name order, or those that are selected, with the selected versions alone. A file that cannot be read is
 * a fault of its model and hides nothing else.
 */
export async function* readSearchable(
  snapshot: Snapshot,
  policy: Pick<Policy, 'owners'>,
  selection?: ReadonlyMap<ModelName, Selected>,
): AsyncIterable<SearchableModel> {
  let waiting: ModelFiles[] = [];
  let count = 0;
  for await (const files of selection === undefined
    ? filesByModel(snapshot, 'models')
    : selectedFiles(snapshot, selection)) {
    waiting.push(files);
    count += files.files.length;
    if (count < batch) continue;
    yield* readModels(snapshot, waiting, policy);
    waiting = [];
    count = 0;
  }
  yield* readModels(snapshot, waiting, policy);
}

async function* selectedFiles(
  snapshot: Snapshot,
  selection: ReadonlyMap<ModelName, Selected>,
): AsyncIterable<ModelFiles> {
  for (const [model, versions] of selection) {
    if (versions === 'all') yield* filesByModel(snapshot, modelFolder(model));
    else yield { model, files: await filesOfVersions(snapshot, model, versions) };
  }
}

/** What is said of some versions, and of the model for all of them. */
async function filesOfVersions(
  snapshot: Snapshot,
  model: ModelName,
  versions: readonly Version[],
): Promise<readonly FileOf[]> {
  const paths = [modelPath(model), cardPath(model), ...(await pathsIn(snapshot, stageFolder(model)))];
  for (const version of versions) {
    const evaluations = await pathsIn(snapshot, evaluationFolder(model, version));
    paths.push(manifestPath(model, version), statusPath(model, version), ...evaluations);
  }
  const found = await Promise.all(paths.map(async (path) => ({ path, file: await snapshot.find(path) })));
  return found.flatMap(({ path, file }) => (file && fileAt(path, file)) ?? []);
}

async function pathsIn(snapshot: Snapshot, folder: string): Promise<readonly string[]> {
  const entries = await snapshot.list(folder);
  return entries.filter(({ kind }) => kind === 'file').map(({ name }) => `${folder}/${name}`);
}

/** A walk meets the files of one model together. */
async function* filesByModel(snapshot: Snapshot, folder: string): AsyncIterable<ModelFiles> {
  let current: { readonly model: ModelName; readonly files: FileOf[] } | undefined;
  for await (const { path, oid, kind } of snapshot.walk(folder)) {
    const file = kind === 'file' ? fileAt(path, oid) : undefined;
    if (file === undefined) continue;
    if (current !== undefined && current.model !== file.model) {
      if (isModel(current)) yield current;
      current = undefined;
    }
    current ??= { model: file.model, files: [] };
    current.files.push(file);
  }
  if (current !== undefined && isModel(current)) yield current;
}

/** Undefined for what tells nothing of a model. */
function fileAt(path: string, oid: Oid): FileOf | undefined {
  const place = parsePath(path);
  if (place !== undefined && place.kind !== 'Registry') return { path, oid, model: place.model, place };
  const model = modelOfCard(path);
  return model && { path, oid, model };
}

function isModel({ files }: ModelFiles): boolean {
  return files.some(({ place }) => place?.kind === 'Model');
}

async function* readModels(
  snapshot: Snapshot,
  models: readonly ModelFiles[],
  policy: Pick<Policy, 'owners'>,
): AsyncIterable<SearchableModel> {
  const oids = models.flatMap(({ files }) => files.map(({ oid }) => oid));
  const contents = snapshot.readMany(oids)[Symbol.asyncIterator]();
  for (const { model, files } of models) {
    const read: ReadFile[] = [];
    for (const file of files) {
      const { value } = await contents.next();
      read.push({ file, bytes: value.bytes });
    }
    yield await assemble(model, read, policy);
  }
}

interface ReadFile {
  readonly file: FileOf;
  readonly bytes: Uint8Array;
}

async function assemble(
  model: ModelName,
  files: readonly ReadFile[],
  policy: Pick<Policy, 'owners'>,
): Promise<SearchableModel> {
  const faults: Fault[] = [];
  const card = files.find(({ file }) => file.path === cardPath(model))?.bytes;
  const [described] = await decodeAll(files, 'Model', faults);
  const pointers = (await decodeAll(files, 'StagePointer', faults)).map(({ document }) => document);
  const manifests = await decodeAll(files, 'ModelVersion', faults);
  const statuses = byVersion(await decodeAll(files, 'VersionStatus', faults));
  const evaluations = byVersion(await decodeAll(files, 'Evaluation', faults));
  const about = described?.document ?? { name: model, owners: [], tags: {}, links: [] };
  const versions = manifests.map(({ document: manifest, bytes }) => {
    const measured = evaluations.get(manifest.version) ?? [];
    const digest = measured.length > 0 ? digestOf(bytes) : undefined;
    return searchableVersion({
      manifest,
      model: about,
      owners: [...new Set([...about.owners, ...ownersOf(policy, model)])],
      pointers,
      status: statuses.get(manifest.version)?.[0],
      evaluations: measured
        .filter(({ manifestDigest }) => manifestDigest === digest)
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    });
  });
  const text = [model, about.description, card === undefined ? '' : new TextDecoder().decode(card)].join(' ');
  return { model, words: [...new Set(wordsOf(text))], versions, faults };
}

async function decodeAll<K extends Kind & FileKind>(
  files: readonly ReadFile[],
  kind: K,
  faults: Fault[],
): Promise<readonly { readonly document: Documents[K]; readonly bytes: Uint8Array }[]> {
  const read: { document: Documents[K]; bytes: Uint8Array }[] = [];
  for (const { file, bytes } of files) {
    if (file.place?.kind !== kind) continue;
    const document = await orFault(faults, async () => decode(kind, bytes, { file: file.path }));
    if (document !== undefined) read.push({ document, bytes });
  }
  return read;
}

type FileKind = NonNullable<FileOf['place']>['kind'];

function byVersion<D extends { readonly version: Version }>(
  read: readonly { readonly document: D }[],
): ReadonlyMap<Version, D[]> {
  return Map.groupBy(
    read.map(({ document }) => document),
    ({ version }) => version,
  );
}
