import { millisecondsOf } from './duration.ts';
import type { Instant } from './manifest.ts';
import type { Hold } from './records.ts';

/** Whether a hold is in force at a moment; one without an end is until somebody lifts it. */
export function isHeld(hold: Hold | undefined, now: Instant): hold is Hold {
  return hold !== undefined && (hold.until === undefined || millisecondsOf(hold.until) > millisecondsOf(now));
}
