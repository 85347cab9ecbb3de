import type { Instant } from '../domain/manifest.ts';
import { MergelineError } from '../errors.ts';
import { findTimeSpan, parseInstant } from '../reading/parse-instant.ts';

/** A stretch of time, in milliseconds; both ends belong to it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * From the beginning of a day to the end of another, or between moments.
 * @throws MergelineError `NAME_INVALID` for what is no date, `INPUT_INVALID` for a period that ends before it begins.
 */
export function parsePeriod(
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: Instant,
): Period {
  const view = { now, towards: 'past' as const };
  const from =
    since === undefined ? -Infinity : (findTimeSpan(since, view)?.from ?? Date.parse(parseInstant(since, view)));
  const to = until === undefined ? Infinity : Date.parse(parseInstant(until, view));
  if (from <= to) return { from, to };
  throw new MergelineError('INPUT_INVALID', `Nothing lies between ${since} and ${until}, which is earlier.`);
}

export function isWithin(at: Instant, { from, to }: Period): boolean {
  const milliseconds = Date.parse(at);
  return milliseconds >= from && milliseconds <= to;
}
