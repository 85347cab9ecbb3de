import { MergelineError } from '../../../core/errors.ts';

/** The error with which an action is refused; anything else that it throws is a bug and passes through. */
export function refusalOf(action: () => unknown): MergelineError {
  try {
    action();
  } catch (error) {
    if (error instanceof MergelineError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
