import { decode } from '../../registry-schema/codec.ts';
import type { Oid } from '../domain/records.ts';
import { type IndexedManifest, isSought, type ManifestIndex, type SoughtManifest } from '../ports/manifest-index.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { ManifestFile } from '../reading/read-registry.ts';
import { contentKey, filesKey } from './content-key.ts';

/** Those of some manifests that are sought, in the same order; what the index does not know is read. */
export async function findManifests(
  snapshot: Snapshot,
  among: readonly ManifestFile[],
  sought: SoughtManifest,
  index: ManifestIndex,
): Promise<readonly ManifestFile[]> {
  const unknown = await readAll(snapshot, await index.unknownOf(among.map(({ oid }) => oid)));
  if (unknown.size > 0) await index.remember(unknown);
  const found = new Set(await index.find(sought));
  for (const [oid, manifest] of unknown) if (isSought(manifest, sought)) found.add(oid);
  return among.filter(({ oid }) => found.has(oid));
}

/** A malformed manifest matches nothing; `validate` reports it. */
async function readAll(snapshot: Snapshot, oids: readonly Oid[]): Promise<ReadonlyMap<Oid, IndexedManifest>> {
  const read = new Map<Oid, IndexedManifest>();
  for await (const { oid, bytes } of snapshot.readMany(oids)) {
    try {
      const manifest = decode('ModelVersion', bytes, { file: oid });
      read.set(oid, {
        contentKey: contentKey(manifest),
        filesKey: filesKey(manifest.artifacts),
        idempotencyKey: manifest.idempotencyKey ?? null,
      });
    } catch {}
  }
  return read;
}
