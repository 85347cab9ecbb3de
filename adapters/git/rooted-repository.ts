import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Commit, HistoryEntry, Repository, RepositoryReader, Snapshot } from '../../core/ports/repository.ts';

/**
 * Another registry of a repository: branches are where the repository has them, at its remote if need be, and files are those
 * below that registry's folder. It is read alone.
 */
export class RootedRepository implements Repository {
  readonly #repository: RepositoryReader;
  readonly #files: Pick<RepositoryReader, 'snapshot' | 'history'>;

  constructor(repository: RepositoryReader, files: Pick<RepositoryReader, 'snapshot' | 'history'>) {
    this.#repository = repository;
    this.#files = files;
  }

  tip(branch: string): Promise<Oid | undefined> {
    return this.#repository.tip(branch);
  }

  snapshot(commit: Oid): Promise<Snapshot> {
    return this.#files.snapshot(commit);
  }

  history(...args: Parameters<Repository['history']>): AsyncIterable<HistoryEntry> {
    return this.#files.history(...args);
  }

  commitsBetween(base: Oid, head: Oid): Promise<readonly Commit[]> {
    return this.#repository.commitsBetween(base, head);
  }

  resolve(name: string): Promise<Oid | undefined> {
    return this.#repository.resolve(name);
  }

  async commit(): Promise<never> {
    throw new MergelineError('INTERNAL', 'Something was to be written into another registry.');
  }

  async deleteBranch(): Promise<never> {
    throw new MergelineError('INTERNAL', 'A branch of another registry was to be deleted.');
  }
}
