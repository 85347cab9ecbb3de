import type { Oid } from '../../core/domain/records.ts';
import type { IndexedManifest, ManifestIndex } from '../../core/ports/manifest-index.ts';

/** Remembers for as long as the process runs. */
export class MemoryManifestIndex implements ManifestIndex {
  readonly #entries = new Map<Oid, IndexedManifest>();

  async find(oids: readonly Oid[]): Promise<ReadonlyMap<Oid, IndexedManifest>> {
    return new Map(
      oids.flatMap((oid) => (this.#entries.has(oid) ? [[oid, this.#entries.get(oid) as IndexedManifest]] : [])),
    );
  }

  async remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void> {
    for (const [oid, entry] of entries) this.#entries.set(oid, entry);
  }
}
