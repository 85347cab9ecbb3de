import type { Verdict } from './domain/verdict.ts';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** One place where something is wrong; `line` and `column` count from 1. */
export interface Fault {
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Where inside the document, as a path people read: `stages[2].gates[0].min`. */
  readonly path?: string | undefined;
}

export interface ErrorOptions {
  /** What the person can do next, with the exact command where there is one. */
  readonly hint?: string | undefined;
  readonly details?: readonly Fault[] | undefined;
  readonly cause?: unknown;
}

/** Every failure that we can explain. Anything else that escapes is a bug. */
export class MergelineError extends Error {
  /** Permanent: asserted in tests, listed in docs/errors.md, never renamed. */
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: readonly Fault[];

  constructor(code: ErrorCode, message: string, { hint, details = [], cause }: ErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.details = details;
  }

  /** The exit code of the command line: docs/cli.md, "Exit codes". */
  get exitCode(): number {
    return errorCatalogue[this.code].exit;
  }
}

/** The rule says no. The program works; somebody's policy forbids what was asked. */
export class PolicyRefusal extends MergelineError {
  /** What each gate answered; empty where no gate was asked. */
  readonly verdicts: readonly Verdict[];

  constructor(
    code: ErrorCode,
    message: string,
    { verdicts = [], ...options }: ErrorOptions & { readonly verdicts?: readonly Verdict[] } = {},
  ) {
    super(code, message, options);
    this.verdicts = verdicts;
  }
}
