import type { Instant } from '../domain/manifest.ts';
import { MergelineError } from '../errors.ts';

const datePattern = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Whether the text is written as a date, whatever day it names. */
export function looksLikeDate(text: string): boolean {
  return datePattern.test(text);
}

/**
 * A date as people type it, in UTC with whole seconds: `2026-03-31` is the last second of that day, a time without a zone is UTC.
 * @throws MergelineError `NAME_INVALID`.
 */
export function parseInstant(text: string): Instant {
  const complete = text.length === 10 ? `${text}T23:59:59Z` : /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const milliseconds = looksLikeDate(text) ? Date.parse(complete) : Number.NaN;
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} is no date.`, {
    hint: 'Write a date such as 2026-03-31 or 2026-03-31T12:00:00Z.',
  });
}
