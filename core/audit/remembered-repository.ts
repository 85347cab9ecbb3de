import type { HistoryEntry, RepositoryReader } from '../ports/repository.ts';
import type { Recorded } from './recorded.ts';

interface Remembered {
  /** History of the registry branch, newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly recorded: Pick<Recorded, 'snapshot' | 'commit' | 'branch'>;
}

/**
 * A repository whose first-parent history and records were read once: whoever asks what happened to a file, or for a
 * record, is answered out of memory. Everything else it asks of the repository itself.
 */
export function rememberedRepository(
  repository: RepositoryReader,
  { entries, recorded }: Remembered,
): RepositoryReader {
  const ages = new Map(entries.map(({ commit }, age) => [commit.oid, age]));
  const byFile = agesByFile(entries);
  return {
    tip: async (branch) => (branch === recorded.branch ? (recorded.commit ?? undefined) : await repository.tip(branch)),
    snapshot: async (commit) => (commit === recorded.commit ? recorded.snapshot : await repository.snapshot(commit)),
    commitsBetween: (base, head) => repository.commitsBetween(base, head),
    resolve: (name) => repository.resolve(name),
    async *history(from, options = {}) {
      const age = ages.get(from);
      const { below } = options;
      const isFiles = below?.every((path) => path.endsWith('.yaml')) ?? false;
      if (age === undefined || below === undefined || !isFiles) {
        yield* repository.history(from, options);
        return;
      }
      for (const at of mergeAges(below.map((path) => byFile.get(path) ?? []))) {
        const entry = entries[at];
        if (at < age || entry === undefined) continue;
        yield { commit: entry.commit, changes: entry.changes.filter(({ path }) => below.includes(path)) };
      }
    },
  };
}

function agesByFile(entries: readonly HistoryEntry[]): ReadonlyMap<string, readonly number[]> {
  const ages = new Map<string, number[]>();
  for (const [age, { changes }] of entries.entries()) {
    for (const { path } of changes) {
      const own = ages.get(path) ?? [];
      own.push(age);
      ages.set(path, own);
    }
  }
  return ages;
}

function mergeAges(lists: readonly (readonly number[])[]): readonly number[] {
  return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())].sort((a, b) => a - b);
}
