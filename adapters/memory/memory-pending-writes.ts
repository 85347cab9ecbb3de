import { randomUUID } from 'node:crypto';
import type { PendingWrite, PendingWrites } from '../../core/ports/pending-writes.ts';

export class MemoryPendingWrites implements PendingWrites {
  readonly #notes = new Map<string, PendingWrite>();

  async note(write: PendingWrite): Promise<string> {
    const id = randomUUID();
    this.#notes.set(id, write);
    return id;
  }

  async drop(id: string): Promise<void> {
    this.#notes.delete(id);
  }

  async list(): Promise<readonly (PendingWrite & { readonly id: string })[]> {
    return [...this.#notes].map(([id, write]) => ({ id, ...write }));
  }
}
