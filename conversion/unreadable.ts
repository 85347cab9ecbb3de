import { MergelineError } from '../core/errors.ts';

/** The one way in which reading a model file fails. */
export function unreadable(message: string, hint?: string): MergelineError {
  return new MergelineError('MODEL_UNREADABLE', message, { hint });
}
