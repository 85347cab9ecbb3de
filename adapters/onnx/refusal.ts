import type { ErrorCode } from '../../core/error-catalogue.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';

/** An error that can pass between threads and processes. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly details: readonly Fault[];
}

/** @param doing what failed where nobody foresaw the error: `Reading the model`. */
export function refusalOf(error: unknown, doing: string): Refusal {
  if (error instanceof MergelineError) {
    const { code, message, hint, details } = error;
    return { code, message, hint, details };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'INTERNAL',
    message: `${doing} failed in a way that nobody foresaw: ${reason}`,
    hint: undefined,
    details: [],
  };
}

export function errorOf({ code, message, hint, details }: Refusal): MergelineError {
  return new MergelineError(code, message, { hint, details });
}
