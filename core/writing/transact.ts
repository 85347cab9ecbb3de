import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Edit, Person, Repository, Snapshot } from '../ports/repository.ts';
import { emptySnapshot } from '../reading/empty-snapshot.ts';
import { type ReadSet, recordReads } from './read-set.ts';

/** What a decision comes to: a commit to make, or an answer that needs none. */
export type Decision<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | {
      readonly kind: 'write';
      readonly edits: readonly Edit[];
      readonly message: string;
      readonly answer: (commit: Oid) => T;
    };

export interface Transaction<T> {
  readonly branch: string;
  /** Decides on what it reads from the snapshot and on nothing else that may change. */
  readonly decide: (snapshot: Snapshot) => Promise<Decision<T>>;
  /** Done once, before the first commit: storing the bytes that it will name. Left out when nothing is to be written. */
  readonly prepare?: () => Promise<void>;
}

export interface TransactContext {
  readonly repository: Repository;
  readonly author: Person;
  readonly clock: Clock;
}

const patience = { attempts: 1_000, milliseconds: 60_000 };

/**
 * Decides on the tip and moves the branch by one commit. When another writer was faster, the edits are applied again as
 * they are if nothing that the decision read has changed, and decided anew otherwise.
 * @throws MergelineError `BUSY` when others are faster for a minute on end; nothing was written then.
 */
export async function transact<T>({ branch, decide, prepare }: Transaction<T>, context: TransactContext): Promise<T> {
  const { repository, author, clock } = context;
  const deadline = Date.now() + patience.milliseconds;
  let tip = await repository.tip(branch);
  let [decision, reads] = await decideOn(await snapshotOf(repository, tip), decide);
  if (decision.kind === 'write') await prepare?.();

  for (let attempt = 0; attempt < patience.attempts && Date.now() < deadline; attempt += 1) {
    if (decision.kind === 'answer') return decision.answer;
    const { edits, message, answer } = decision;
    const outcome = await repository.commit({ branch, expected: tip, edits, message, author, at: clock.now() });
    if (outcome !== 'stale') return answer(outcome);

    tip = await repository.tip(branch);
    const moved = await snapshotOf(repository, tip);
    if (!(await reads.holdsIn(moved))) [decision, reads] = await decideOn(moved, decide);
  }
  throw new MergelineError('BUSY', `Other writers kept moving ${branch} for a minute.`, {
    hint: 'Nothing was written. Run the command again.',
  });
}

async function decideOn<T>(snapshot: Snapshot, decide: Transaction<T>['decide']): Promise<[Decision<T>, ReadSet]> {
  const reads = recordReads(snapshot);
  return [await decide(reads.snapshot), reads];
}

async function snapshotOf(repository: Repository, tip: Oid | undefined): Promise<Snapshot> {
  return tip === undefined ? emptySnapshot : await repository.snapshot(tip);
}
