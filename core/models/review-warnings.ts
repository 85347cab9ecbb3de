import { daysUntil } from '../domain/calendar-day.ts';
import type { Instant } from '../domain/manifest.ts';
import type { Model } from '../domain/records.ts';

/** What whoever changed a model should hear of it, though nothing stands against it. */
export function reviewWarnings(
  { name, nextReview }: Pick<Model, 'name' | 'nextReview'>,
  owners: readonly string[],
  now: Instant,
): readonly string[] {
  return [
    ...(owners.length === 0
      ? [`Nobody owns ${name}, so nobody can approve where a gate asks for an owner. Name one with --owner.`]
      : []),
    ...(nextReview !== undefined && daysUntil(nextReview, now) < 0
      ? [`The next review of ${name}, ${nextReview}, is past already.`]
      : []),
  ];
}
