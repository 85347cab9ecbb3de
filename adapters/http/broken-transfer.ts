import { MergelineError } from '../../core/errors.ts';
import { BrokenTransfer, UnusableAddress } from './transfer-error.ts';

/** Failures of a connection that another one may not have. */
const passing = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'HPE_INVALID_EOF_STATE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

const wordsFor: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host could not be looked up',
  ETIMEDOUT: 'it does not answer',
};

/** What Node says of a connection, as what it means for the request; what is ours as it is. */
export function asBrokenTransfer(cause: unknown, request: string): unknown {
  const isOurs = [MergelineError, BrokenTransfer, UnusableAddress].some((type) => cause instanceof type);
  if (isOurs || !(cause instanceof Error)) return cause;
  const code = 'code' in cause ? String(cause.code) : '';
  const words = wordsFor[code] ?? (cause.message || code || cause.name);
  return new BrokenTransfer(words, { request, isPassing: passing.has(code), cause });
}

/** @param idle milliseconds. */
export function silence(idle: number, request: string): BrokenTransfer {
  return new BrokenTransfer(`no byte came for ${idle / 1000} s`, { request });
}
