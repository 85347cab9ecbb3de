import { parsePath } from '../../registry-schema/layout.ts';
import type { Oid } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { HistoryEntry } from '../ports/repository.ts';

type Entries = AsyncIterable<HistoryEntry> | Iterable<HistoryEntry>;

/** Whether a file is made once and never changed: a manifest, an evaluation. */
function isMadeOnce(path: string): boolean {
  const kind = parsePath(path)?.kind;
  return kind === 'ModelVersion' || kind === 'Evaluation';
}

interface Rewritten {
  readonly made: Oid;
  readonly now: Oid | undefined;
  /** The first that did not leave it as it was. */
  readonly commit: Oid;
}

/**
 * Files that are made once and are no longer what they were made as. One whose bytes were restored is no fault.
 * @param entries history, newest first.
 * @param options.newMayChange for what no registry branch has yet: what came within these entries may change in them.
 */
export async function findRewritten(
  entries: Entries,
  { newMayChange = false }: { readonly newMayChange?: boolean } = {},
): Promise<readonly Fault[]> {
  const rewritten = new Map<string, Rewritten>();
  const present = new Map<string, Oid | undefined>();
  for await (const { commit, changes } of entries) {
    for (const { path, before, after } of changes) {
      if (!isMadeOnce(path)) continue;
      if (!present.has(path)) present.set(path, after);
      if (before !== undefined) rewritten.set(path, { made: before, now: present.get(path), commit: commit.oid });
      else if (newMayChange) rewritten.delete(path);
    }
  }
  return [...rewritten].filter(([, { made, now }]) => made !== now).map(([path, found]) => faultOf(path, found));
}

function faultOf(file: string, { now, commit }: Rewritten): Fault {
  const what = now === undefined ? 'deleted' : 'changed';
  const short = commit.slice(0, 10);
  return {
    file,
    message: `It is made once, but commit ${short} ${what} it. Bring it back with: git checkout ${short}~1 -- ${file}`,
  };
}
