import { parsePath } from '../../registry-schema/layout.ts';
import type { Oid } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { HistoryEntry } from '../ports/repository.ts';

type Entries = AsyncIterable<HistoryEntry> | Iterable<HistoryEntry>;

/** A file that is made once and is no longer what it was made as. */
export interface Rewritten {
  readonly path: string;
  readonly made: Oid;
  /** Absent where it was deleted. */
  readonly now: Oid | undefined;
  /** The first that did not leave it as it was. */
  readonly commit: Oid;
}

interface Options {
  /** Manifests and evaluations where nothing is said. */
  readonly isMadeOnce?: (path: string) => boolean;
  /** For what no registry branch has yet: what came within these entries may change in them. */
  readonly newMayChange?: boolean;
  /** Tells also what was changed and brought back. */
  readonly restoredToo?: boolean;
}

/** One whose bytes were restored is none. @param entries history, newest first. */
export async function findRewritten(entries: Entries, options: Options = {}): Promise<readonly Rewritten[]> {
  const { isMadeOnce = isManifestOrEvaluation, newMayChange = false, restoredToo = false } = options;
  const rewritten = new Map<string, Omit<Rewritten, 'path'>>();
  const present = new Map<string, Oid | undefined>();
  for await (const { commit, changes } of entries) {
    for (const { path, before, after } of changes.filter((change) => isMadeOnce(change.path))) {
      if (!present.has(path)) present.set(path, after);
      if (before !== undefined && before !== after)
        rewritten.set(path, { made: before, now: present.get(path), commit: commit.oid });
      else if (before === undefined && newMayChange) rewritten.delete(path);
    }
  }
  const found = [...rewritten].map(([path, it]) => ({ path, ...it }));
  return restoredToo ? found : found.filter(({ made, now }) => made !== now);
}

function isManifestOrEvaluation(path: string): boolean {
  const kind = parsePath(path)?.kind;
  return kind === 'ModelVersion' || kind === 'Evaluation';
}

export function tellRewritten({ path: file, now, commit }: Rewritten): Fault {
  const what = now === undefined ? 'deleted' : 'changed';
  const short = commit.slice(0, 10);
  return {
    file,
    message: `It is made once, but commit ${short} ${what} it. Bring it back with: git checkout ${short}~1 -- ${file}`,
  };
}
