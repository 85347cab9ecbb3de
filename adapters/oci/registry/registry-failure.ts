import { type ErrorOptions, MergelineError } from '../../../core/errors.ts';

export interface FailureOptions extends ErrorOptions {
  /** Of the answer, when there was one. */
  readonly status?: number;
  /** Whether the same request may succeed later. */
  readonly isPassing?: boolean;
  /** How long the registry asks us to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** A request that a registry did not serve. */
export class RegistryFailure extends MergelineError {
  readonly status: number | undefined;
  readonly isPassing: boolean;
  readonly retryAfter: number | undefined;

  constructor(message: string, { status, isPassing = false, retryAfter, ...options }: FailureOptions = {}) {
    super('REMOTE_FAILED', message, options);
    this.status = status;
    this.isPassing = isPassing;
    this.retryAfter = retryAfter;
  }
}
