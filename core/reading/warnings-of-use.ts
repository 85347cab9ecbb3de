import { pointerPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import { parseModelRef } from '../domain/model-ref.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Pointer } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { findJudgedRecord, recordsSnapshot } from './read-records.ts';
import { findPointer, findStatus, readPolicy, stageNamed } from './read-registry.ts';

type Records = Pick<RegistryContext, 'repository' | 'recordsBranch'>;

/** What whoever is about to use a version should know of it, each with what to do. */
export async function warningsOfUse(
  ref: string,
  { model, version }: Pick<Manifest, 'model' | 'version'>,
  snapshot: Snapshot,
  context: Records,
): Promise<readonly string[]> {
  const { selector } = parseModelRef(ref);
  const stage = selector.by === 'stage' ? stageNamed(await readPolicy(snapshot), selector.stage).name : undefined;
  const warnings: string[] = [];
  const status = await findStatus(snapshot, model, version);
  if (status?.state === 'yanked' || status?.state === 'erased') {
    const way = stage === undefined ? `mergeline list ${model}` : `mergeline rollback ${model} --stage ${stage}`;
    warnings.push(
      `${model}@${version} was ${status.state} by ${status.by}: ${status.reason}. Take another one: ${way}`,
    );
  }
  if (stage !== undefined && !(await isJudged(model, stage, snapshot, context))) {
    warnings.push(
      `Nothing shows that ${version} may hold ${stage}: its pointer came by hand and was never judged. Judge it: mergeline publish ${model}@${stage}`,
    );
  }
  return warnings;
}

/** Whether the pointer as it stands is the one that passed: the record names the commit in which it was found. */
async function isJudged(model: ModelName, stage: StageName, snapshot: Snapshot, context: Records): Promise<boolean> {
  const pointer = await findPointer(snapshot, model, stage);
  if (pointer === undefined) return false;
  try {
    return await agreesWithRecord(pointer, snapshot, context);
  } catch (error) {
    // A record that cannot be read, or that names a commit which is not here, shows nothing.
    if (error instanceof MergelineError) return false;
    throw error;
  }
}

async function agreesWithRecord(
  { model, stage, generation }: Pointer,
  snapshot: Snapshot,
  context: Records,
): Promise<boolean> {
  const judged = await findJudgedRecord(await recordsSnapshot(context), model, stage, generation);
  if (judged === undefined) return false;
  const path = pointerPath(model, stage);
  const before = await context.repository.snapshot(judged.commit);
  return (await before.find(path)) === (await snapshot.find(path));
}
