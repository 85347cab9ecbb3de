import type { ErrorCode } from '../../core/error-catalogue.ts';
import { type ErrorOptions, MergelineError } from '../../core/errors.ts';

export interface RefusalOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with a status of 400 or more. */
export class HttpRefusal extends MergelineError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ErrorCode, message: string, { headers = {}, ...options }: RefusalOptions = {}) {
    super(code, message, options);
    this.status = status;
    this.headers = headers;
  }
}

/** What we cannot explain is answered without its text, which may hold what nobody should read. */
export function asHttpRefusal(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (error instanceof MergelineError) {
    const status = statuses[error.code];
    if (status !== undefined) return new HttpRefusal(status, error.code, error.message, error);
  }
  return new HttpRefusal(500, 'INTERNAL', 'The server failed on this request.', { cause: error });
}

const statuses: Partial<Record<ErrorCode, number>> = { INPUT_INVALID: 400, NOT_FOUND: 404, MODEL_FAILED: 500 };
