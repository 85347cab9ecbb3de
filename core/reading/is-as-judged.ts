import { pointerPath } from '../../registry-schema/layout.ts';
import { judgedFolder, parseRecordPath } from '../../registry-schema/record-layout.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { findJudgedRecord } from './read-records.ts';

interface Registry {
  readonly repository: RepositoryReader;
  readonly branch: string;
}

/**
 * Whether a pointer as it stands in a snapshot was the newest one that had passed by then, by its record and without a
 * walk through all of history: the record names the commit in which the pointer was found, and a later generation has
 * one of its own.
 */
export async function isAsJudged(
  { model, stage, generation }: Pointer,
  snapshot: Snapshot,
  records: Snapshot,
  registry: Registry,
): Promise<boolean> {
  const path = pointerPath(model, stage);
  try {
    const judged = await findJudgedRecord(records, model, stage, generation);
    if (judged === undefined) return false;
    const next = await nextJudged(records, model, stage, generation);
    if (next !== undefined && !(await cameAfter(next, snapshot, registry))) return false;
    const then = await registry.repository.snapshot(judged.commit);
    return (await then.find(path)) === (await snapshot.find(path));
  } catch (error) {
    // A record that cannot be read, or that names a commit which is not here, shows nothing.
    if (error instanceof MergelineError) return false;
    throw error;
  }
}

/** The commit of the generation that was judged next. */
async function nextJudged(
  records: Snapshot,
  model: ModelName,
  stage: StageName,
  generation: number,
): Promise<Oid | undefined> {
  const folder = judgedFolder(model, stage);
  const places = (await records.list(folder)).map(({ name }) => parseRecordPath(`${folder}/${name}`));
  const later = places.flatMap((place) =>
    place?.kind === 'JudgedRecord' && place.generation > generation ? [place.generation] : [],
  );
  if (later.length === 0) return undefined;
  return (await findJudgedRecord(records, model, stage, Math.min(...later)))?.commit;
}

/** On the branch, and not yet in a snapshot of the past. A branch that was forced back to that has lost it instead. */
async function cameAfter(commit: Oid, snapshot: Snapshot, { repository, branch }: Registry): Promise<boolean> {
  const holds = async (tip: Oid): Promise<boolean> => (await repository.commitsBetween(tip, commit)).length === 0;
  const tip = await repository.tip(branch);
  return tip !== undefined && (await holds(tip)) && !(await holds(snapshot.commit.oid));
}
