import { decode } from '../../registry-schema/codec.ts';
import {
  judgedPath,
  mergePath,
  parseRecordPath,
  receiptFolder,
  receiptPath,
} from '../../registry-schema/record-layout.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { JudgedRecord, MergeRecord, Oid, Receipt } from '../domain/records.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { emptySnapshot } from './empty-snapshot.ts';

/** The records branch as it stands; empty when nothing was ever recorded. */
export async function recordsSnapshot({
  repository,
  recordsBranch,
}: {
  readonly repository: RepositoryReader;
  readonly recordsBranch: string;
}): Promise<Snapshot> {
  const tip = await repository.tip(recordsBranch);
  return tip === undefined ? emptySnapshot : await repository.snapshot(tip);
}

export async function findMergeRecord(records: Snapshot, commit: Oid): Promise<MergeRecord | undefined> {
  const path = mergePath(commit);
  const file = await records.read(path);
  return file && decode('MergeRecord', file.bytes, { file: path });
}

export async function findJudgedRecord(
  records: Snapshot,
  model: ModelName,
  stage: StageName,
  generation: number,
): Promise<JudgedRecord | undefined> {
  const path = judgedPath(model, stage, generation);
  const file = await records.read(path);
  return file && decode('JudgedRecord', file.bytes, { file: path });
}

export async function findReceipt(
  records: Snapshot,
  model: ModelName,
  stage: StageName,
  generation: number,
): Promise<Receipt | undefined> {
  const path = receiptPath(model, stage, generation);
  const file = await records.read(path);
  return file && decode('Receipt', file.bytes, { file: path });
}

/** Digest of the newest receipt of a stage before `generation`: the link that the next one names. */
export async function lastReceiptDigest(
  records: Snapshot,
  model: ModelName,
  stage: StageName,
  generation: number,
): Promise<Digest | null> {
  const folder = receiptFolder(model, stage);
  const generations: number[] = [];
  for (const { name } of await records.list(folder)) {
    const place = parseRecordPath(`${folder}/${name}`);
    if (place?.kind === 'Receipt' && place.generation < generation) generations.push(place.generation);
  }
  if (generations.length === 0) return null;
  const file = await records.read(receiptPath(model, stage, Math.max(...generations)));
  return file === undefined ? null : digestOf(file.bytes);
}
