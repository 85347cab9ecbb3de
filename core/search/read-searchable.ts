import { type Documents, decode, type Kind } from '../../registry-schema/codec.ts';
import { cardPath, modelFolder, modelOfCard, type Place, parsePath } from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import { ownersOf } from '../domain/model-pattern.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Oid } from '../domain/records.ts';
import type { SearchableModel } from '../domain/searchable.ts';
import { compareVersions, type Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { searchableVersion } from './searchable-version.ts';
import { wordsOf } from './words.ts';

/** How many files are read at once: enough that asking costs nothing, few enough to be held. */
const batch = 500;

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

/** Every model, or the named ones, in name order. A file that cannot be read is a fault of its model and hides nothing else. */
export async function* readSearchable(
  snapshot: Snapshot,
  policy: Pick<Policy, 'owners'>,
  models?: readonly ModelName[],
): AsyncIterable<SearchableModel> {
  let waiting: ModelFiles[] = [];
  let count = 0;
  for (const folder of models?.map(modelFolder) ?? ['models']) {
    for await (const files of filesByModel(snapshot, folder)) {
      waiting.push(files);
      count += files.files.length;
      if (count < batch) continue;
      yield* readModels(snapshot, waiting, policy);
      waiting = [];
      count = 0;
    }
  }
  yield* readModels(snapshot, waiting, policy);
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
  const numbers = numbersOf(manifests.map(({ document }) => document));
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
      number: numbers.get(manifest.version) ?? 0,
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

/** Versions counted as they were made; of the same second the lower one first. */
function numbersOf(
  manifests: readonly { readonly version: Version; readonly created: string }[],
): ReadonlyMap<Version, number> {
  const made = manifests.toSorted(
    (a, b) => Date.parse(a.created) - Date.parse(b.created) || compareVersions(a.version, b.version),
  );
  return new Map(made.map(({ version }, index) => [version, index + 1]));
}
