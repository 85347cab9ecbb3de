import { decode } from '../../registry-schema/codec.ts';
import { evaluationFolder, manifestPath, parsePath } from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Evaluation, Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import { stagesOf } from '../list-models.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { listManifests, listPointers, type ManifestFile } from '../reading/read-registry.ts';
import type { ModelPast } from './trends.ts';

/** A line of more shows nothing, and a model may have tens of thousands. */
const mostVersions = 100;

/** The highest versions of a model and those that are named, with their metrics. Reads what it answers and no more. */
export async function readPast(
  snapshot: Snapshot,
  model: ModelName,
  named: ReadonlySet<Version>,
  faults: Fault[],
): Promise<ModelPast> {
  const all = await listManifests(snapshot, model);
  const isTaken = (index: number) => index >= all.length - mostVersions || named.has(all[index]?.version as Version);
  const files = all.filter((_, index) => isTaken(index));
  const afterGap = new Set(all.flatMap(({ version }, index) => (index > 0 && !isTaken(index - 1) ? [version] : [])));
  const evaluations = await readEvaluations(snapshot, model, files, faults);
  const pointers = await listPointers(snapshot, model, faults);
  const manifests = await readAll(
    snapshot,
    files.map(({ version, oid }) => ({ oid, path: manifestPath(model, version) })),
    (bytes, file): { manifest: Manifest; digest: ReturnType<typeof digestOf> } => ({
      manifest: decode('ModelVersion', bytes, { file }),
      digest: digestOf(bytes),
    }),
    faults,
  );
  const versions = manifests.map(({ manifest: { version, metrics }, digest }) => ({
    version,
    manifestDigest: digest,
    metrics,
    evaluations: evaluations.filter((it) => it.version === version),
    stages: stagesOf(pointers, version),
    afterGap: afterGap.has(version),
  }));
  return { model, versions, omitted: all.length - files.length };
}

async function readEvaluations(
  snapshot: Snapshot,
  model: ModelName,
  files: readonly ManifestFile[],
  faults: Fault[],
): Promise<readonly Evaluation[]> {
  const places: Place[] = [];
  for (const { version } of files) {
    const folder = evaluationFolder(model, version);
    for (const { name, kind, oid } of await snapshot.list(folder)) {
      const path = `${folder}/${name}`;
      if (kind === 'file' && parsePath(path)?.kind === 'Evaluation') places.push({ oid, path });
    }
  }
  return await readAll(snapshot, places, (bytes, file) => decode('Evaluation', bytes, { file }), faults);
}

interface Place {
  readonly oid: Oid;
  readonly path: string;
}

async function readAll<T>(
  snapshot: Snapshot,
  places: readonly Place[],
  read: (bytes: Uint8Array, path: string) => T,
  faults: Fault[],
): Promise<readonly T[]> {
  const documents: T[] = [];
  let index = 0;
  for await (const { bytes } of snapshot.readMany(places.map(({ oid }) => oid))) {
    const path = places[index++]?.path ?? '';
    const document = await orFault(faults, async () => read(bytes, path));
    if (document !== undefined) documents.push(document);
  }
  return documents;
}
