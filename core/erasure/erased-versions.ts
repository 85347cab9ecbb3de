import { type Documents, decode } from '../../registry-schema/codec.ts';
import { parsePath } from '../../registry-schema/layout.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid, Status } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';

interface StatusFile {
  readonly path: string;
  readonly oid: Oid;
}

/**
 * The tombstones of a registry. A version that a stage holds is not among them, whatever its status says, and neither is
 * one whose status or whose model's pointers cannot be read: its bytes stay.
 */
export async function erasedVersions(snapshot: Snapshot): Promise<readonly Status[]> {
  const files: StatusFile[] = [];
  const pointers: (StatusFile & { readonly model: ModelName })[] = [];
  for await (const { path, oid } of snapshot.walk('models')) {
    const place = parsePath(path);
    if (place?.kind === 'VersionStatus') files.push({ path, oid });
    if (place?.kind === 'StagePointer') pointers.push({ path, oid, model: place.model });
  }
  const tombstones = (await readAll(files, snapshot, 'VersionStatus')).filter((status) => status?.state === 'erased');
  const models = new Set(tombstones.map((status) => status?.model));
  const concerned = pointers.filter(({ model }) => models.has(model));
  const held = await readAll(concerned, snapshot, 'StagePointer');
  const unreadable = new Set(concerned.filter((_, index) => held[index] === undefined).map(({ model }) => model));
  return tombstones.filter(
    (status) => status !== undefined && !unreadable.has(status.model) && !held.some((it) => isOf(status, it)),
  ) as readonly Status[];
}

function isOf(
  { model, version }: Status,
  pointer: { readonly model: ModelName; readonly version: Version | null } | undefined,
): boolean {
  return pointer?.model === model && pointer.version === version;
}

/** Undefined for what cannot be read, in the order of the files. */
async function readAll<K extends 'VersionStatus' | 'StagePointer'>(
  files: readonly StatusFile[],
  snapshot: Snapshot,
  kind: K,
): Promise<readonly (Documents[K] | undefined)[]> {
  const documents: (Documents[K] | undefined)[] = [];
  for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
    const file = files[documents.length]?.path ?? '';
    try {
      documents.push(decode(kind, bytes, { file }));
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      documents.push(undefined);
    }
  }
  return documents;
}
