import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { millisecondsOf } from '../../core/domain/duration.ts';
import { MergelineError } from '../../core/errors.ts';
import type { PendingWrite, PendingWrites } from '../../core/ports/pending-writes.ts';
import { checkArtifact } from '../../packaging/describe-artifact.ts';
import { makeFolder } from './make-folder.ts';
import { onDisk } from './storage-error.ts';

const suffix = '.json';

/**
 * One small file for each note. Not synced: what is lost with it in a power cut are the means to find some bytes that
 * nobody needs, and a registration does not wait for the disk once more.
 */
export class PendingWriteFiles implements PendingWrites {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async note(write: PendingWrite): Promise<string> {
    const id = randomUUID();
    await onDisk(this.#folder, () => makeFolder(this.#folder));
    await onDisk(this.#folder, () => writeFile(this.#fileOf(id), JSON.stringify(write), { flag: 'wx' }));
    return id;
  }

  async drop(id: string): Promise<void> {
    await onDisk(this.#folder, () => rm(this.#fileOf(id), { force: true }));
  }

  async list(): Promise<readonly (PendingWrite & { readonly id: string })[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const ids = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
    const notes = await Promise.all(ids.map((id) => this.#read(id)));
    return notes.filter((note) => note !== undefined);
  }

  /** Undefined for a note that was cut off in the middle, or dropped meanwhile. */
  async #read(id: string): Promise<(PendingWrite & { readonly id: string }) | undefined> {
    const text = await readFile(this.#fileOf(id), 'utf8').catch(() => '');
    try {
      const write = JSON.parse(text) as PendingWrite;
      millisecondsOf(write.at);
      for (const artifact of write.artifacts) checkArtifact(artifact);
      return { ...write, id };
    } catch (error) {
      if (error instanceof MergelineError || error instanceof SyntaxError || error instanceof TypeError)
        return undefined;
      throw error;
    }
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}${suffix}`);
  }
}
