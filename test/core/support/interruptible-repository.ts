import { MemoryRepository } from '../../../adapters/memory/memory-repository.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { CommitRequest } from '../../../core/ports/repository.ts';

/** Lets another writer act between a decision and its commit, which is where every race is lost. */
export class InterruptibleRepository extends MemoryRepository {
  readonly #interruptions: { readonly branch: string; readonly act: () => Promise<unknown> }[] = [];
  /** Commits that were asked for, successful or not, by branch. */
  readonly attempts: string[] = [];

  /** Runs `act` once, right before the next commit to the branch is made. */
  interrupt(branch: string, act: () => Promise<unknown>): void {
    this.#interruptions.push({ branch, act });
  }

  override async commit(request: CommitRequest): Promise<Oid | 'stale'> {
    const index = this.#interruptions.findIndex(({ branch }) => branch === request.branch);
    if (index >= 0) await this.#interruptions.splice(index, 1)[0]?.act();
    this.attempts.push(request.branch);
    return await super.commit(request);
  }
}
