import type { Oid } from '../domain/records.ts';
import type { HistoryEntry, RepositoryReader } from '../ports/repository.ts';
import { judgedIn, mergesIn, type Recorded, receiptsIn } from './recorded.ts';
import { snapshotIfHere } from './snapshot-if-here.ts';

/** Where a commit is that first-parent history has not: `gone`, aside of a merge that brought it in, or on no branch of ours. */
export type Stray =
  | { readonly kind: 'gone' }
  | { readonly kind: 'aside'; readonly merge: HistoryEntry }
  | { readonly kind: 'elsewhere' };

/** Of the commits that records name, those that first-parent history has not. @param entries history, newest first. */
export async function findStrays(
  recorded: Recorded,
  entries: readonly HistoryEntry[],
  repository: RepositoryReader,
): Promise<ReadonlyMap<Oid, Stray>> {
  const known = new Set(entries.map(({ commit }) => commit.oid));
  const strays = new Map<Oid, Stray>();
  for (const oid of namedIn(recorded)) {
    if (known.has(oid)) continue;
    const isHere = (await snapshotIfHere(oid, repository)) !== undefined;
    strays.set(oid, { kind: isHere ? 'elsewhere' : 'gone' });
  }
  const elsewhere = [...strays].flatMap(([oid, { kind }]) => (kind === 'elsewhere' ? [oid] : []));
  return new Map([...strays, ...(await findAside(new Set(elsewhere), entries, repository))]);
}

/** Those that came in as the second parent of a merge, or behind it. */
async function findAside(
  sought: Set<Oid>,
  entries: readonly HistoryEntry[],
  repository: RepositoryReader,
): Promise<ReadonlyMap<Oid, Stray>> {
  const aside = new Map<Oid, Stray>();
  for (const merge of entries) {
    if (sought.size === 0) break;
    const [first, ...others] = merge.commit.parents;
    if (first === undefined || others.length === 0) continue;
    for (const { oid } of await repository.commitsBetween(first, merge.commit.oid)) {
      if (sought.delete(oid)) aside.set(oid, { kind: 'aside', merge });
    }
  }
  return aside;
}

function namedIn(recorded: Recorded): ReadonlySet<Oid> {
  return new Set([
    ...mergesIn(recorded).map(({ value }) => value.commit),
    ...judgedIn(recorded).flatMap(({ value }) => [value.commit, value.policyCommit]),
    ...receiptsIn(recorded).map(({ value }) => value.commit),
  ]);
}
