import { printable } from '../../../core/domain/printable.ts';
import { type ErrorOptions, MergelineError } from '../../../core/errors.ts';
import { BrokenTransfer, type Objection, UnusableAddress, UnusableAnswer } from '../../http/transfer-error.ts';

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

/**
 * A transfer that failed, in the words of a registry; anything that is no failure of a transfer as it is.
 * @param host who answered, or was to.
 */
export function asRegistryFailure(error: unknown, host: string): unknown {
  if (error instanceof UnusableAddress)
    return new RegistryFailure(`${host} sends us to ${error.address}, ${objections[error.objection]}.`, {
      hint: 'Nothing was sent there. Ask whoever runs the registry.',
      cause: error,
    });
  if (error instanceof UnusableAnswer) return new RegistryFailure(`${host} ${error.message}.`, { cause: error });
  if (error instanceof BrokenTransfer)
    return new RegistryFailure(printable(`${error.request} failed: ${error.message}.`), {
      isPassing: error.isPassing,
      hint: 'Check the address, the network and the proxy settings; then repeat the command.',
      cause: error,
    });
  return error;
}

const objections: Readonly<Record<Objection, string>> = {
  'no web': 'which is not https',
  plain: 'which is not https',
  'other and plain': 'which is not https',
  'user name': 'with a user name in it',
  elsewhere: 'which has moved to another network',
  loopback: 'which is loopback',
  'link-local': 'which is link-local',
  private: 'which is private',
};
