import { MergelineError } from '../../core/errors.ts';

/**
 * How long a model may take for one batch of rows: `MERGELINE_MODEL_TIMEOUT`, in seconds.
 * @returns milliseconds.
 * @throws MergelineError `USAGE` for what is no number of seconds.
 */
export function modelTimeout(env: Readonly<Record<string, string | undefined>>, otherwise: number): number {
  const text = env['MERGELINE_MODEL_TIMEOUT'];
  if (!text) return otherwise;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text) * 1000;
  throw new MergelineError('USAGE', `MERGELINE_MODEL_TIMEOUT is a number of seconds, not ${JSON.stringify(text)}.`);
}
