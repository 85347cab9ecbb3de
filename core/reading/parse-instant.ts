import type { Instant } from '../domain/manifest.ts';
import { MergelineError } from '../errors.ts';

/** From where a moment is named, and which way a length of time without a sign counts: `7d` is in a week for a hold. */
export interface Standpoint {
  readonly now: Instant;
  readonly towards: 'past' | 'future';
}

/** The first and the last second that a text names, in milliseconds: the same one for everything but days and months. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * The end of what people name, in UTC with whole seconds: `2026-03-31`, `yesterday` and `2026-03` are the last second of
 * that day or month, a time without a zone is UTC, `-3d`, `3 days ago` and `in 2w` count from now.
 * @throws MergelineError `NAME_INVALID`.
 */
export function parseInstant(text: string, standpoint: Standpoint): Instant {
  const instant = findInstant(text, standpoint);
  if (instant !== undefined) return instant;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} is no date.`, { hint: hints[standpoint.towards] });
}

const hints: Readonly<Record<Standpoint['towards'], string>> = {
  past: "Write a date such as 2026-03-31, 2026-03-31T12:00:00Z, yesterday, -3d or '3 days ago'.",
  future: 'Write a date such as 2026-03-31, 2026-03-31T12:00:00Z, tomorrow, 36h, 7d or 2w.',
};

/** Undefined for what is not written as a moment at all. @throws MergelineError `NAME_INVALID` for a day that there is not. */
export function findInstant(text: string, standpoint: Standpoint): Instant | undefined {
  const span = findTimeSpan(text, standpoint);
  return span && new Date(span.to).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** As `findInstant`, with where the day or the month begins. */
export function findTimeSpan(text: string, standpoint: Standpoint): TimeSpan | undefined {
  const span = dateSpan(text) ?? daySpan(text, standpoint) ?? distantPoint(text, standpoint);
  if (span === undefined || inCalendar(span)) return span;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} names no day of the calendar.`, {
    hint: hints[standpoint.towards],
  });
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** ISO 8601, and as git and our own tables write it: `2026-03-31 12:00:00 +0100`, `2026-03-31 12:00 UTC`. */
const datePattern =
  /^(?<month>\d{4}-\d{2})(?:-(?<day>\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?<zone>Z|UTC|[+-]\d{2}:?\d{2})?)?)?$/;

function dateSpan(text: string): TimeSpan | undefined {
  const { month, day: date, time, zone = 'Z' } = datePattern.exec(text)?.groups ?? {};
  if (month === undefined) return undefined;
  const from = startOf(`${month}-${date ?? '01'}`);
  if (time !== undefined)
    return point(Number.isNaN(from) ? from : Date.parse(`${month}-${date}T${time}${zoneOf(zone)}`));
  return { from, to: (date === undefined ? monthAfter(from) : from + day) - second };
}

/** Midnight in UTC; `NaN` for the 30th of February, which `Date` takes for a day in March. */
function startOf(date: string): number {
  const start = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(start) || !new Date(start).toISOString().startsWith(date) ? Number.NaN : start;
}

function zoneOf(zone: string): string {
  return zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
}

function monthAfter(start: number): number {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

const daysAhead: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
]);

function daySpan(text: string, { now }: Standpoint): TimeSpan | undefined {
  const ahead = daysAhead.get(text);
  if (ahead === undefined) return undefined;
  const from = Math.floor(Date.parse(now) / day) * day + ahead * day;
  return { from, to: from + day - second };
}

/** `now`, `-3d`, `3 days ago`, `3.days.ago`, `+36h`, `in 2 weeks`, and `2w` where that is to come. */
function distantPoint(text: string, { now, towards }: Standpoint): TimeSpan | undefined {
  if (text === 'now') return point(Date.parse(now));
  const match = /^(?<sign>-|\+|in )?(?<length>\d[\da-z .]*?)(?<ago>[ .]ago)?$/.exec(text)?.groups;
  const { sign, length = '', ago } = match ?? {};
  const isUnsigned = sign === undefined && ago === undefined;
  if (match === undefined || (sign !== undefined && ago !== undefined) || (isUnsigned && towards === 'past'))
    return undefined;
  const distance = lengthOf(length);
  const isPast = sign === '-' || ago !== undefined;
  return distance === undefined ? undefined : point(Date.parse(now) + (isPast ? -distance : distance));
}

const units: Readonly<Record<string, number>> = { w: 7 * day, d: day, h: hour, m: minute, s: second };
const unit = '(?:w(?:eeks?)?|d(?:ays?)?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)';
const lengthPattern = new RegExp(`^\\d{1,6}[ .]?${unit}(?:[ .]?\\d{1,6}[ .]?${unit}){0,4}$`);

/** In milliseconds: `3d`, `1d 12h`, `2 weeks`. A day has 24 hours, since all times are UTC. */
function lengthOf(text: string): number | undefined {
  if (!lengthPattern.test(text)) return undefined;
  const parts = text.matchAll(/(\d+)[ .]?([a-z])/g);
  return parts.reduce((sum, [, count, letter = '']) => sum + Number(count) * (units[letter] ?? 0), 0);
}

function point(milliseconds: number): TimeSpan {
  return { from: milliseconds, to: milliseconds };
}

/** What a commit or a record can be compared with. */
function inCalendar({ from, to }: TimeSpan): boolean {
  return from >= Date.parse('0001-01-01T00:00:00Z') && to <= Date.parse('9999-12-31T23:59:59Z');
}
