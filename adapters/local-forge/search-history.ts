import type { Oid, ProposalHead } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Change, HistoryEntry, RepositoryReader } from '../../core/ports/repository.ts';
import { changesOf } from '../../core/reading/read-proposal.ts';

type Head = Pick<ProposalHead, 'head' | 'base'>;

/** So many paths can be asked for by name; for more, all of history is read. */
const mostPaths = 200;

/**
 * The commits with which every change of a head had come to stand since its base: one walk, however many are sought. Those
 * that are not all there have none.
 */
export async function searchHistory(
  heads: readonly Head[],
  tip: Oid,
  repository: RepositoryReader,
): Promise<ReadonlyMap<Head, Oid>> {
  const searches: Search[] = [];
  for (const head of heads) {
    const changes = await changesIfHere(head, repository);
    if (changes.length > 0) searches.push(new Search(head, changes));
  }
  const found = new Map<Head, Oid>();
  if (searches.length === 0) return found;
  const paths = new Set(searches.flatMap(({ missing }) => missing.map(({ path }) => path)));
  const waiting = new Waiting(searches);
  const options = paths.size > mostPaths ? {} : { below: [...paths] };
  for await (const entry of repository.history(tip, options)) {
    for (const { head, completed } of waiting.take(entry)) found.set(head, completed as Oid);
    if (waiting.size === 0) break;
  }
  return found;
}

/** The changes of one head that were not met yet. */
class Search {
  readonly head: Head;
  readonly #missing: Map<string, Oid | undefined>;
  /** The newest commit that brought one of them. */
  completed: Oid | undefined;

  constructor(head: Head, changes: readonly Change[]) {
    this.head = head;
    this.#missing = new Map(changes.map(({ path, after }) => [path, after]));
  }

  get missing(): readonly Change[] {
    return [...this.#missing].map(([path, after]) => ({ path, ...(after && { after }) }));
  }

  /** Whether the change was the last one. */
  meet({ path, after }: Change, commit: Oid): boolean {
    if (!this.#missing.has(path) || this.#missing.get(path) !== after) return false;
    this.#missing.delete(path);
    this.completed ??= commit;
    return this.#missing.size === 0;
  }
}

/** Searches by what they wait for, so that a commit costs what it changes. */
class Waiting {
  readonly #searches: Set<Search>;
  readonly #byChange: ReadonlyMap<string, readonly Search[]>;
  readonly #byBase: ReadonlyMap<Oid, readonly Search[]>;

  constructor(searches: readonly Search[]) {
    this.#searches = new Set(searches);
    this.#byBase = Map.groupBy(searches, ({ head }) => head.base);
    const wanted = searches.flatMap((search) => search.missing.map((change) => ({ search, key: keyOf(change) })));
    const byKey = Map.groupBy(wanted, ({ key }) => key);
    this.#byChange = new Map([...byKey].map(([key, all]) => [key, all.map(({ search }) => search)]));
  }

  get size(): number {
    return this.#searches.size;
  }

  /** Those that end well with this commit. A commit that a head was made from ends its search. */
  take({ commit, changes }: HistoryEntry): readonly Search[] {
    for (const search of this.#byBase.get(commit.oid) ?? []) this.#searches.delete(search);
    const met: Search[] = [];
    for (const change of changes) {
      for (const search of this.#byChange.get(keyOf(change)) ?? []) {
        if (this.#searches.has(search) && search.meet(change, commit.oid)) met.push(search);
      }
    }
    for (const search of met) this.#searches.delete(search);
    return met;
  }
}

function keyOf({ path, after = 'none' as Oid }: Change): string {
  return `${after} ${path}`;
}

/** Nothing when Git has dropped the head, as it may when the branch is gone and the proposal was not merged. */
async function changesIfHere(head: Head, repository: RepositoryReader): Promise<readonly Change[]> {
  try {
    return await changesOf(head, repository);
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}
