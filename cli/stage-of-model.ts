import { MergelineError } from '../core/errors.ts';
import { parseModelStage } from './model-stage.ts';

/**
 * The stage that `rollback` and `withdraw` are about: `iris@production`, or `iris` with `--stage production`.
 * @throws MergelineError `USAGE` where none is named, or two are.
 */
export function stageOfModel(
  command: string,
  model: string,
  option: string | undefined,
): { readonly model: string; readonly stage: string } {
  if (!model.includes('@')) {
    if (option !== undefined) return { model, stage: option };
    throw new MergelineError('USAGE', `It is not said which stage of ${model} is meant.`, {
      hint: `Write: mergeline ${command} ${model}@<stage>`,
    });
  }
  const named = parseModelStage(model);
  if (option === undefined || option === named.stage) return named;
  throw new MergelineError('USAGE', `${JSON.stringify(model)} and --stage ${option} name two stages.`, {
    hint: `Write: mergeline ${command} ${named.model}@${option}`,
  });
}
