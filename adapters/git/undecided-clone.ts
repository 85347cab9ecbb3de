import type { Oid } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { HistoryEntry, Repository, Snapshot } from '../../core/ports/repository.ts';

/**
 * A fresh clone, which does not say whether the registry is here or at its remote. It reads what was fetched; its first
 * write, and its first look for what is new, stops and names both choices, before anything is committed where nobody else
 * would see it, or deleted that only the remote knows to be needed.
 */
export class UndecidedClone implements Repository {
  readonly #clone: Repository;
  readonly #remote: string;

  constructor(clone: Repository, remote: string) {
    this.#clone = clone;
    this.#remote = remote;
  }

  /** The local branch, or what was last fetched of a branch that is not here. */
  async tip(branch: string): Promise<Oid | undefined> {
    return (await this.#clone.tip(branch)) ?? (await this.#clone.resolve(`refs/remotes/${this.#remote}/${branch}`));
  }

  snapshot(commit: Oid): Promise<Snapshot> {
    return this.#clone.snapshot(commit);
  }

  history(...args: Parameters<Repository['history']>): AsyncIterable<HistoryEntry> {
    return this.#clone.history(...args);
  }

  commitsBetween(...args: Parameters<Repository['commitsBetween']>): ReturnType<Repository['commitsBetween']> {
    return this.#clone.commitsBetween(...args);
  }

  resolve(name: string): Promise<Oid | undefined> {
    return this.#clone.resolve(name);
  }

  async refresh(): Promise<never> {
    throw undecided(this.#remote);
  }

  async commit(): Promise<never> {
    throw undecided(this.#remote);
  }

  async deleteBranch(): Promise<never> {
    throw undecided(this.#remote);
  }
}

function undecided(remote: string): MergelineError {
  return new MergelineError('REMOTE_UNDECIDED', `This clone does not say whether writes go to its remote ${remote}.`, {
    hint: `Write to the remote: git config mergeline.remote ${remote}. Or keep this registry here: git config mergeline.remote none.`,
  });
}
