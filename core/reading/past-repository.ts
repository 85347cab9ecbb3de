import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Commit, HistoryEntry, Repository, Snapshot } from '../ports/repository.ts';

/**
 * A repository whose branches are where they were: those that are named, and no others. Its objects are all there. What
 * reads the registry through it reads the past; nothing is written into that.
 */
export class PastRepository implements Repository {
  readonly #repository: Repository;
  readonly #tips: ReadonlyMap<string, Oid>;

  constructor(repository: Repository, tips: ReadonlyMap<string, Oid>) {
    this.#repository = repository;
    this.#tips = tips;
  }

  async tip(branch: string): Promise<Oid | undefined> {
    return this.#tips.get(branch);
  }

  snapshot(commit: Oid): Promise<Snapshot> {
    return this.#repository.snapshot(commit);
  }

  history(...args: Parameters<Repository['history']>): AsyncIterable<HistoryEntry> {
    return this.#repository.history(...args);
  }

  commitsBetween(base: Oid, head: Oid): Promise<readonly Commit[]> {
    return this.#repository.commitsBetween(base, head);
  }

  resolve(name: string): Promise<Oid | undefined> {
    return this.#repository.resolve(name);
  }

  async commit(): Promise<never> {
    throw new MergelineError('INTERNAL', 'Something was to be written into the past of the registry.');
  }

  async deleteBranch(): Promise<never> {
    throw new MergelineError('INTERNAL', 'A branch was to be deleted in the past of the registry.');
  }
}
