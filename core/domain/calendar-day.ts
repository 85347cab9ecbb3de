import { millisecondsOf } from './duration.ts';
import type { Instant } from './manifest.ts';

/** A day in UTC: `2027-03-31`. */
export type CalendarDay = string;

const dayLength = 86_400_000;

/** How many days lie between the day of an instant and another day: 0 on that day, negative when it is past. */
export function daysUntil(day: CalendarDay, now: Instant): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${dayOf(now)}T00:00:00Z`)) / dayLength);
}

function dayOf(instant: Instant): CalendarDay {
  return new Date(millisecondsOf(instant)).toISOString().slice(0, 10);
}
