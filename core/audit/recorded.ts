import { parseRecordPath, type RecordPlace } from '../../registry-schema/record-layout.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { JudgedRecord, MergeRecord, Oid, Receipt } from '../domain/records.ts';
import type { File, HistoryEntry, RepositoryReader, Snapshot } from '../ports/repository.ts';
import { recordsSnapshot } from '../reading/read-records.ts';
import { Objects } from './objects.ts';
import { type Timeline, timelinesOf } from './timeline.ts';

export interface RecordFile {
  readonly path: string;
  /** Undefined for a file that no record is called. */
  readonly place: RecordPlace | undefined;
  readonly oid: Oid;
}

/** The records branch, read once and in whole: what it holds, and how that came. */
export interface Recorded {
  /** `null` where nothing was ever recorded. */
  readonly commit: Oid | null;
  readonly branch: string;
  readonly files: ReadonlyMap<string, RecordFile>;
  readonly entries: readonly HistoryEntry[];
  readonly timelines: ReadonlyMap<string, Timeline>;
  readonly objects: Objects;
  /** Answers out of memory. */
  readonly snapshot: Snapshot;
}

type Records = { readonly repository: RepositoryReader; readonly recordsBranch: string };

export async function readRecorded(context: Records): Promise<Recorded> {
  const { repository, recordsBranch: branch } = context;
  const snapshot = await recordsSnapshot(context);
  const commit = (await repository.tip(branch)) ?? null;
  const found = await Array.fromAsync(snapshot.walk(''));
  const files = new Map<string, RecordFile>();
  for (const { path, oid, kind } of found)
    files.set(path, { path, oid, place: kind === 'file' ? parseRecordPath(path) : undefined });
  const entries = commit === null ? [] : await Array.fromAsync(repository.history(commit));
  const timelines = timelinesOf(entries);
  const receipts = [...timelines].filter(([path]) => parseRecordPath(path)?.kind === 'Receipt');
  const made = receipts.flatMap(([, steps]) => steps.flatMap(({ after }) => (after === undefined ? [] : [after])));
  const bytes = await readObjects(snapshot, [
    ...[...files.values()].flatMap(({ oid, place }) => (place === undefined ? [] : [oid])),
    ...made,
  ]);
  return {
    commit,
    branch,
    files,
    entries,
    timelines,
    objects: new Objects(bytes),
    snapshot: remembered(snapshot, files, bytes),
  };
}

/** The bytes of many objects, each read once. */
export async function readObjects(snapshot: Snapshot, oids: readonly Oid[]): Promise<ReadonlyMap<Oid, Uint8Array>> {
  const bytes = new Map<Oid, Uint8Array>();
  for await (const object of snapshot.readMany([...new Set(oids)])) bytes.set(object.oid, object.bytes);
  return bytes;
}

function remembered(snapshot: Snapshot, files: Recorded['files'], bytes: ReadonlyMap<Oid, Uint8Array>): Snapshot {
  return {
    ...snapshot,
    commit: snapshot.commit,
    find: async (path) => files.get(path)?.oid ?? (await snapshot.find(path)),
    async read(path): Promise<File | undefined> {
      const oid = files.get(path)?.oid;
      const found = oid && bytes.get(oid);
      return oid && found && { path, oid, bytes: found };
    },
    list: (folder) => snapshot.list(folder),
    walk: (folder) => snapshot.walk(folder),
    readMany: (wanted) => snapshot.readMany(wanted),
  };
}

/** One record with where it lies; only those that can be read. */
export interface ReadRecord<T> {
  readonly path: string;
  readonly value: T;
  /** Of the file's bytes. */
  readonly digest: Digest;
}

export const mergesIn = (recorded: Recorded) => recordsIn<MergeRecord>(recorded, 'MergeRecord');
export const judgedIn = (recorded: Recorded) => recordsIn<JudgedRecord>(recorded, 'JudgedRecord');
export const receiptsIn = (recorded: Recorded) => recordsIn<Receipt>(recorded, 'Receipt');

function recordsIn<T>(
  { files, objects }: Pick<Recorded, 'files' | 'objects'>,
  kind: 'MergeRecord' | 'JudgedRecord' | 'Receipt',
): readonly ReadRecord<T>[] {
  return [...files.values()].flatMap(({ path, oid, place }) => {
    if (place?.kind !== kind) return [];
    const value = objects.value(kind, path, oid);
    const bytes = objects.bytes(oid);
    return value && bytes ? [{ path, value: value as T, digest: digestOf(bytes) }] : [];
  });
}
