import type { Instant } from '../domain/manifest.ts';
import type { Oid } from '../domain/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Commit, RepositoryReader } from '../ports/repository.ts';

/** Which state of the registry was asked for and found, for whoever shows an answer about it. */
export interface Moment {
  /** As it was asked for. */
  readonly asked: string;
  readonly commit: Oid;
  /** Committer time of that commit. */
  readonly at: Instant;
  /** The point of time that was named; absent where a commit was. */
  readonly instant?: Instant;
  /** Where that is still to come. */
  readonly isAhead?: boolean;
  /**
   * `passed`: the registry stood like this once. `present`: it still does. `elsewhere`: its branch never did, or was
   * forced to another history since.
   */
  readonly place: 'passed' | 'present' | 'elsewhere';
  /** A date that is also the name of a tag or a branch, which it did not stand for. */
  readonly namesCommit?: boolean;
}

interface Found {
  readonly asked: string;
  readonly instant: Instant | undefined;
  readonly commit: Commit;
}

export async function momentOf(
  { asked, instant, commit }: Found,
  {
    repository,
    branch,
    clock,
  }: { readonly repository: RepositoryReader; readonly branch: string; readonly clock: Clock },
): Promise<Moment> {
  const tip = await repository.tip(branch);
  const found = { asked, commit: commit.oid, at: commit.at };
  if (instant === undefined) return { ...found, place: await placeOf(commit.oid, tip, repository) };
  const namesCommit = (await repository.resolve(asked)) !== undefined;
  const isAhead = Date.parse(instant) > Date.parse(clock.now());
  const place = commit.oid === tip ? 'present' : 'passed';
  return { ...found, instant, place, ...(isAhead && { isAhead }), ...(namesCommit && { namesCommit }) };
}

async function placeOf(commit: Oid, tip: Oid | undefined, repository: RepositoryReader): Promise<Moment['place']> {
  if (commit === tip || tip === undefined) return tip === undefined ? 'elsewhere' : 'present';
  for await (const entry of repository.history(tip)) if (entry.commit.oid === commit) return 'passed';
  return 'elsewhere';
}
