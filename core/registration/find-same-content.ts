import { decode } from '../../registry-schema/codec.ts';
import { parsePath, versionFolder } from '../../registry-schema/layout.ts';
import type { Digest } from '../domain/digest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import { compareVersions, type Version } from '../domain/version.ts';
import type { IndexedManifest, ManifestIndex } from '../ports/manifest-index.ts';
import type { Snapshot } from '../ports/repository.ts';
import { contentKey } from './content-key.ts';

export interface SoughtContent {
  readonly model: ModelName;
  readonly contentKey: Digest;
  readonly idempotencyKey?: string | undefined;
}

/** The highest version that was registered with this content, or with this idempotency key. */
export async function findSameContent(
  snapshot: Snapshot,
  sought: SoughtContent,
  index: ManifestIndex,
): Promise<Version | undefined> {
  const manifests = await indexVersions(snapshot, sought.model, index);
  return manifests
    .filter(({ indexed }) => isSame(indexed, sought))
    .map(({ version }) => version)
    .sort(compareVersions)
    .at(-1);
}

function isSame(indexed: IndexedManifest, sought: SoughtContent): boolean {
  if (sought.idempotencyKey !== undefined && indexed.idempotencyKey === sought.idempotencyKey) return true;
  return indexed.contentKey === sought.contentKey;
}

async function indexVersions(
  snapshot: Snapshot,
  model: ModelName,
  index: ManifestIndex,
): Promise<readonly { version: Version; indexed: IndexedManifest }[]> {
  const folder = versionFolder(model);
  const versions = new Map<Oid, Version>();
  for (const { name, oid } of await snapshot.list(folder)) {
    const location = parsePath(`${folder}/${name}`);
    if (location?.kind === 'ModelVersion') versions.set(oid, location.version);
  }
  const known = new Map(await index.find([...versions.keys()]));
  const unknown = [...versions.keys()].filter((oid) => !known.has(oid));
  if (unknown.length > 0) {
    const read = await readUnknown(snapshot, unknown);
    await index.remember(read);
    for (const [oid, indexed] of read) known.set(oid, indexed);
  }
  return [...known].map(([oid, indexed]) => ({ version: versions.get(oid) as Version, indexed }));
}

/** A malformed manifest matches nothing; `validate` reports it. */
async function readUnknown(snapshot: Snapshot, oids: readonly Oid[]): Promise<Map<Oid, IndexedManifest>> {
  const read = new Map<Oid, IndexedManifest>();
  for await (const { oid, bytes } of snapshot.readMany(oids)) {
    try {
      const manifest = decode('ModelVersion', bytes, { file: oid });
      read.set(oid, { contentKey: contentKey(manifest), idempotencyKey: manifest.idempotencyKey ?? null });
    } catch {}
  }
  return read;
}
