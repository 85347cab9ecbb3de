import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import { parseModelRef } from '../domain/model-ref.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Snapshot } from '../ports/repository.ts';
import { isAsJudged } from './is-as-judged.ts';
import { recordsSnapshot } from './read-records.ts';
import { findPointer, findStatus, readPolicy, stageNamed } from './read-registry.ts';

type Records = Pick<RegistryContext, 'repository' | 'branch' | 'recordsBranch'>;

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

async function isJudged(model: ModelName, stage: StageName, snapshot: Snapshot, context: Records): Promise<boolean> {
  const pointer = await findPointer(snapshot, model, stage);
  if (pointer === undefined) return false;
  return await isAsJudged(pointer, snapshot, await recordsSnapshot(context), context);
}
