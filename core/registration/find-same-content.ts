import { decode } from '../../registry-schema/codec.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import { compareVersions, type Version } from '../domain/version.ts';
import {
  type IndexedManifest,
  isSameContent,
  type ManifestIndex,
  type SoughtManifest,
} from '../ports/manifest-index.ts';
import type { Snapshot } from '../ports/repository.ts';
import { listManifests } from '../reading/read-registry.ts';
import { contentKey } from './content-key.ts';

/** The highest version that was registered with this content, or with this idempotency key. */
export async function findSameContent(
  snapshot: Snapshot,
  { model, ...sought }: SoughtManifest & { readonly model: ModelName },
  index: ManifestIndex,
): Promise<Version | undefined> {
  const manifests = await listManifests(snapshot, model);
  const versions = new Map(manifests.map(({ oid, version }) => [oid, version]));
  const unknown = await readAll(snapshot, await index.unknownOf([...versions.keys()]));
  if (unknown.size > 0) await index.remember(unknown);
  const same = [...unknown].filter(([, manifest]) => isSameContent(manifest, sought)).map(([oid]) => oid);
  return [...same, ...(await index.find(sought))]
    .map((oid) => versions.get(oid))
    .filter((version) => version !== undefined)
    .sort(compareVersions)
    .at(-1);
}

/** A malformed manifest matches nothing; `validate` reports it. */
async function readAll(snapshot: Snapshot, oids: readonly Oid[]): Promise<ReadonlyMap<Oid, IndexedManifest>> {
  const read = new Map<Oid, IndexedManifest>();
  for await (const { oid, bytes } of snapshot.readMany(oids)) {
    try {
      const manifest = decode('ModelVersion', bytes, { file: oid });
      read.set(oid, { contentKey: contentKey(manifest), idempotencyKey: manifest.idempotencyKey ?? null });
    } catch {}
  }
  return read;
}
