import { pointerPath } from '../../registry-schema/layout.ts';
import { judgedFolder, parseRecordPath } from '../../registry-schema/record-layout.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Pointer } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { findJudgedRecord } from './read-records.ts';

/**
 * Whether a pointer as it stands is the newest one that passed, by its record and without a walk through history: the
 * record names the commit in which the pointer was found, and a later generation would have one of its own.
 */
export async function isAsJudged(
  { model, stage, generation }: Pointer,
  snapshot: Snapshot,
  records: Snapshot,
  repository: RepositoryReader,
): Promise<boolean> {
  const path = pointerPath(model, stage);
  try {
    const judged = await findJudgedRecord(records, model, stage, generation);
    if (judged === undefined || (await newestJudged(records, model, stage)) > generation) return false;
    const then = await repository.snapshot(judged.commit);
    return (await then.find(path)) === (await snapshot.find(path));
  } catch (error) {
    // A record that cannot be read, or that names a commit which is not here, shows nothing.
    if (error instanceof MergelineError) return false;
    throw error;
  }
}

async function newestJudged(records: Snapshot, model: ModelName, stage: StageName): Promise<number> {
  const folder = judgedFolder(model, stage);
  const places = (await records.list(folder)).map(({ name }) => parseRecordPath(`${folder}/${name}`));
  return Math.max(0, ...places.map((place) => (place?.kind === 'JudgedRecord' ? place.generation : 0)));
}
