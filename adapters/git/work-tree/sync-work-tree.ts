import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { ifPresent } from '../if-present.ts';
import type { TreeChange } from '../objects/diff-trees.ts';
import { named } from '../objects/git-object.ts';
import type { ObjectGraph } from '../objects/object-graph.ts';
import type { RawPath } from '../objects/raw-path.ts';
import { kindOf, type TreeEntry } from '../objects/tree-codec.ts';
import { type IndexEntry, IndexFile, skipWorkTree } from './index-file.ts';
import { isStatOf, statOf } from './index-stat.ts';
import type { Found, WorkTreeFiles } from './work-tree-files.ts';

const unknownStat = Buffer.alloc(40);

/** A work tree that is about to be brought along with its branch. */
export interface SyncRequest {
  readonly graph: ObjectGraph;
  /** Where the index lies. */
  readonly gitDir: string;
  /** Undefined when the folder is gone: only the index is brought along then. */
  readonly files: WorkTreeFiles | undefined;
  readonly changes: readonly TreeChange[];
}

/**
 * Brings files along and tells the new index. What the person staged stays staged, what they changed, removed or put in the
 * way stays as it is; the index follows the commit there, so that their next commit does not undo it. Running it again,
 * also after it was cut off, comes to the same.
 */
export async function syncWorkTree({ graph, gitDir, files, changes }: SyncRequest): Promise<Buffer> {
  const index = await readIndex(gitDir);
  const edits = new Map<RawPath, IndexEntry | undefined>();
  const removalsFirst = changes.toSorted((a, b) => Number(a.after !== undefined) - Number(b.after !== undefined));
  for (const change of removalsFirst) {
    const entries = index.file.find(change.path);
    if (!isUntouched(entries, change)) continue;
    const stats = await bringAlong({ graph, files, writtenAt: index.writtenAt }, change, entries[0]);
    edits.set(change.path, change.after && entryOf(change.path, change.after, entries[0], stats));
  }
  return index.file.edited(edits);
}

/** @throws MergelineError `REPOSITORY_UNSUPPORTED` or `REPOSITORY_CORRUPT` for an index that cannot be brought along. */
export async function readIndex(gitDir: string): Promise<{ readonly file: IndexFile; readonly writtenAt: bigint }> {
  const path = join(gitDir, 'index');
  const stats = await ifPresent(stat(path, { bigint: true }));
  return { file: IndexFile.parse(await ifPresent(readFile(path))), writtenAt: stats?.mtimeNs ?? 0n };
}

/** Whether the index still says what the branch said before, or says already what it says now. */
function isUntouched(entries: readonly IndexEntry[], { before, after }: TreeChange): boolean {
  if (entries.length > 1 || (entries[0]?.stage ?? 0) !== 0) return false;
  return isSame(entries[0], before) || isSame(entries[0], after);
}

function isSame(entry: IndexEntry | undefined, other: TreeEntry | undefined): boolean {
  if (entry === undefined || other === undefined) return entry === other;
  return entry.oid === other.oid && entry.mode.toString(8) === other.mode;
}

interface Place {
  readonly graph: ObjectGraph;
  readonly files: WorkTreeFiles | undefined;
  readonly writtenAt: bigint;
}

/** Changes the file if nobody else did; tells its state when it is what the branch says now. */
async function bringAlong(
  { graph, files, writtenAt }: Place,
  change: TreeChange,
  entry: IndexEntry | undefined,
): Promise<BigIntStats | undefined> {
  if (files === undefined || ((entry?.extended ?? 0) & skipWorkTree) !== 0) return undefined;
  const { path, after } = change;
  const found = await files.look(path);
  const isSeen = found.kind === 'file' && isStatOf(entry, found.stats, writtenAt);
  const content = found.kind === 'file' ? (isSeen ? entry?.oid : await oidOf(files, path)) : undefined;
  if (found.kind === 'file' && content === after?.oid) return found.stats;
  if (!isAsBefore(found.kind, content, change)) return undefined;
  if (after === undefined) await files.remove(path);
  if (after === undefined || kindOf(after.mode) !== 'file') return undefined;
  const how = { executable: after.mode === '100755', replace: found.kind === 'file' };
  if (!(await files.write(path, await graph.blob(after.oid), how))) return undefined;
  const written = await files.look(path);
  return written.kind === 'file' ? written.stats : undefined;
}

/** Whether the work tree holds at the path what the branch held before: the same file, or nothing. */
function isAsBefore(kind: Found['kind'], content: Oid | undefined, { before }: TreeChange): boolean {
  return before === undefined ? kind === 'absent' : kind === 'file' && content === before.oid;
}

async function oidOf(files: WorkTreeFiles, path: RawPath): Promise<Oid | undefined> {
  const bytes = await files.read(path);
  return bytes && named('blob', bytes).oid;
}

function entryOf(
  path: RawPath,
  { oid, mode }: TreeEntry,
  old: IndexEntry | undefined,
  stats: BigIntStats | undefined,
): IndexEntry {
  return {
    path,
    oid,
    mode: Number.parseInt(mode, 8),
    stat: stats === undefined ? unknownStat : statOf(stats),
    stage: 0,
    extended: (old?.extended ?? 0) & skipWorkTree,
  };
}
