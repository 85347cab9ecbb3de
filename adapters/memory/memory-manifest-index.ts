import type { Oid } from '../../core/domain/records.ts';
import {
  type IndexedManifest,
  isSought,
  type ManifestIndex,
  type SoughtManifest,
} from '../../core/ports/manifest-index.ts';

/** Remembers for as long as the process runs. */
export class MemoryManifestIndex implements ManifestIndex {
  readonly #entries = new Map<Oid, IndexedManifest>();

  async unknownOf(oids: readonly Oid[]): Promise<readonly Oid[]> {
    return oids.filter((oid) => !this.#entries.has(oid));
  }

  async remember(entries: ReadonlyMap<Oid, IndexedManifest>): Promise<void> {
    for (const [oid, entry] of entries) this.#entries.set(oid, entry);
  }

  async find(sought: SoughtManifest): Promise<readonly Oid[]> {
    return [...this.#entries].filter(([, entry]) => isSought(entry, sought)).map(([oid]) => oid);
  }
}
