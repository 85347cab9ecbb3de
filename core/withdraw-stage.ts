import type { PromoteAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import { parseModelName } from './domain/names.ts';
import { MergelineError } from './errors.ts';
import { changePointer } from './pointers/change-pointer.ts';
import { cardDigest, findPointer, readModel, readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteOptions } from './requests.ts';

/** Empties a stage: the pointer stays and names no version. @throws MergelineError `NOT_FOUND` when nothing ever held it. */
export async function withdrawStage(
  request: WriteOptions & { readonly model: string; readonly stage: string },
  context: RegistryContext,
): Promise<PromoteAnswer> {
  const model = parseModelName(request.model);
  const snapshot = await snapshotAt(context);
  await readModel(snapshot, model);
  const stage = stageNamed(await readPolicy(snapshot), request.stage);
  if ((await findPointer(snapshot, model, stage.name)) === undefined) {
    throw new MergelineError('NOT_FOUND', `No version of ${model} ever held ${stage.name}.`, {
      hint: `See: mergeline list ${model}`,
    });
  }
  return await changePointer(
    {
      model,
      stage: stage.name,
      ...(request.dryRun && { dryRun: true }),
      intend: async (current) => ({
        model,
        stage: stage.name,
        change: 'withdrawal',
        holder: null,
        card: await cardDigest(current, model),
        requestedBy: context.actor,
        reason: request.reason ?? '',
      }),
    },
    context,
  );
}
