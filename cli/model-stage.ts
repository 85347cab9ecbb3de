import { MergelineError } from '../core/errors.ts';

/**
 * Splits `iris@production` as `hold` and `history` take it.
 * @throws MergelineError `USAGE` when there is no stage behind the model.
 */
export function parseModelStage(text: string): { readonly model: string; readonly stage: string } {
  const at = text.indexOf('@');
  const [model, stage] = [text.slice(0, at), text.slice(at + 1)];
  if (/^(?:v?\d|latest$)/.test(stage)) throw isVersion(text, model);
  if (at > 0 && stage !== '') return { model, stage };
  throw new MergelineError('USAGE', `${JSON.stringify(text)} does not name a stage of a model.`, {
    hint: `Write <model>@<stage>, such as ${text.replaceAll('@', '') || 'iris'}@production.`,
  });
}

function isVersion(text: string, model: string): MergelineError {
  return new MergelineError('USAGE', `${JSON.stringify(text)} names a version, not a stage of a model.`, {
    hint: `Write <model>@<stage>, such as ${model}@production. About the version: mergeline show ${text}`,
  });
}
