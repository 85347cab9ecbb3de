import { MergelineError } from '../errors.ts';
import type { Instant } from './manifest.ts';

const second = 1000;
const unitsByLetter = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;
type UnitLetter = keyof typeof unitsByLetter;

const durationPattern = /^[0-9]{1,6}[wdhms](?: ?[0-9]{1,6}[wdhms]){0,4}$/;
/** RFC 3339 in UTC; a fraction of a second may stand there. */
const instantPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z$/;

/**
 * A length of time in milliseconds: `30m`, `24h`, `7d`, `1d 12h`. A day has 24 hours, since all times are UTC.
 * @throws MergelineError `INPUT_INVALID` when the text is no duration.
 */
export function parseDuration(text: string): number {
  if (durationPattern.test(text)) {
    const parts = text.matchAll(/([0-9]+)([wdhms])/g);
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitsByLetter[unit as UnitLetter] * second, 0);
  }
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(text)} is not a duration.`, {
    hint: 'Write a number with w, d, h, m or s, such as 7d, 36h or 1d 12h.',
  });
}

/** The two largest units that matter: `3 days 4 hours`. Less than a second is `0 seconds`. */
export function formatDuration(milliseconds: number): string {
  const names = { d: 'day', h: 'hour', m: 'minute', s: 'second' } as const;
  let rest = Math.floor(Math.max(0, milliseconds) / second);
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / unitsByLetter[unit]);
    rest -= count * unitsByLetter[unit];
    if (count > 0) parts.push(`${count} ${names[unit]}${count === 1 ? '' : 's'}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0 seconds';
}

/**
 * Milliseconds since 1970 in UTC.
 * @throws MergelineError `INPUT_INVALID` for anything but `2026-11-25T10:00:00Z`: no local time, no date that does not exist.
 */
export function millisecondsOf(instant: Instant): number {
  const milliseconds = instantPattern.test(instant) ? Date.parse(instant) : Number.NaN;
  if (!Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(instant.slice(0, 19))) {
    return milliseconds;
  }
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(instant)} is not a time in UTC.`, {
    hint: 'Write it as 2026-11-25T10:00:00Z.',
  });
}

/** Whole seconds, rounded up: a time that is not reached before it is. */
export function instantOf(milliseconds: number): Instant {
  return new Date(Math.ceil(milliseconds / second) * second).toISOString().replace('.000Z', 'Z');
}
