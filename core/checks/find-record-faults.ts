import { decode } from '../../registry-schema/codec.ts';
import { parseRecordPath, type RecordPlace } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import { digestOf } from '../domain/digest.ts';
import type { Oid } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { recordsSnapshot } from '../reading/read-records.ts';
import { findRewritten, type Rewritten } from './find-rewritten.ts';

export interface ExaminedRecords {
  readonly files: number;
  /** In files that are named `<records branch>:<path>`. */
  readonly faults: readonly Fault[];
}

type Records = Pick<RegistryContext, 'repository' | 'recordsBranch'>;

/**
 * Reads every record, and the history of the branch that holds them: each is as its schema and its path say, and is what
 * it was made as. Bytes pass by one file after the other; of history, one object id for each file is kept.
 */
export async function findRecordFaults(context: Records): Promise<ExaminedRecords> {
  const snapshot = await recordsSnapshot(context);
  const faults: Fault[] = [];
  const records: { path: string; place: RecordPlace; oid: Oid }[] = [];
  for await (const { path, oid, kind } of snapshot.walk('')) {
    const place = kind === 'file' ? parseRecordPath(path) : undefined;
    if (place === undefined) faults.push({ file: path, message: strayMessage(kind) });
    else records.push({ path, place, oid });
  }
  let index = 0;
  for await (const { bytes } of snapshot.readMany(records.map(({ oid }) => oid))) {
    const { path, place } = records[index++] as (typeof records)[number];
    faults.push(...(await recordFaults(path, place, bytes)));
  }
  if (records.length > 0 || faults.length > 0) faults.push(...(await rewrittenFaults(snapshot, context)));
  return {
    files: records.length,
    faults: faults.map((fault) => ({ ...fault, file: `${context.recordsBranch}:${fault.file}` })),
  };
}

function strayMessage(kind: 'file' | 'link' | 'submodule'): string {
  return kind === 'file'
    ? 'is no record: nobody looks for a file of this name'
    : `A ${kind} has no place among records.`;
}

/** What is wrong with one record by itself. */
export async function recordFaults(file: string, place: RecordPlace, bytes: Uint8Array): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  await orFault(faults, async () => decode(place.kind, bytes, { file }));
  if (place.kind !== 'Review' || faults.length > 0 || digestOf(bytes) === place.digest) return faults;
  return [
    { file, message: `has the digest ${digestOf(bytes)}, not the one that names it, so the review counts for nothing` },
  ];
}

/** What was never a record may go: whoever wrote it by hand has to take it away again. */
async function rewrittenFaults(snapshot: Snapshot, { repository, recordsBranch }: Records): Promise<readonly Fault[]> {
  const history = repository.history(snapshot.commit.oid);
  const rewritten = await findRewritten(history, { isMadeOnce: (path) => parseRecordPath(path) !== undefined });
  const faults: Fault[] = [];
  let index = 0;
  for await (const { bytes } of snapshot.readMany(rewritten.map(({ made }) => made))) {
    const found = rewritten[index++] as Rewritten;
    const place = parseRecordPath(found.path) as RecordPlace;
    if ((await recordFaults(found.path, place, bytes)).length === 0) faults.push(tellRewritten(found, recordsBranch));
  }
  return faults;
}

function tellRewritten({ path: file, now, commit }: Rewritten, branch: string): Fault {
  const what = now === undefined ? 'deleted' : 'changed';
  const short = commit.slice(0, 10);
  return {
    file,
    message: `A record is made once, but commit ${short} ${what} this one. Bring it back on ${branch}: git checkout ${short}~1 -- ${file}`,
  };
}
