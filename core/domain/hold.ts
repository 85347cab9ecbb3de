import { isMeantBy, parseActor } from './actor.ts';
import { millisecondsOf } from './duration.ts';
import type { Instant } from './manifest.ts';
import type { Hold } from './records.ts';

/** Whether a hold is in force at a moment. */
export function isHeld(hold: Hold | undefined, now: Instant): hold is Hold {
  return hold !== undefined && !hasEnded(hold, now);
}

/** One without an end, or with one that cannot be read, holds until somebody lifts it. */
export function hasEnded({ until }: Hold, now: Instant): boolean {
  return until !== undefined && millisecondsOf(until) <= millisecondsOf(now);
}

/** Whether the stage would be free earlier than it is now. @param next absent when the hold is lifted. */
export function endsSooner(next: Hold | undefined, present: Hold): boolean {
  return next === undefined || endOf(next) < endOf(present);
}

function endOf({ until }: Hold): number {
  return until === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(until);
}

/**
 * Who may end a hold before its time: the model's owners and whoever set it. Empty where nobody owns the model, and then
 * everybody may.
 */
export function liftersOf({ by }: Hold, owners: readonly string[]): readonly string[] {
  return owners.length === 0 ? [] : [...owners, by];
}

/** @param people names and addresses, any of which will do. */
export function mayLift(hold: Hold, owners: readonly string[], people: readonly string[]): boolean {
  const lifters = liftersOf(hold, owners);
  return lifters.length === 0 || people.some((name) => lifters.some((line) => isMeantBy(parseActor(name), line)));
}
