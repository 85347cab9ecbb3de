import { type CalendarDay, daysUntil } from '../domain/calendar-day.ts';
import type { Instant } from '../domain/manifest.ts';
import type { Model } from '../domain/records.ts';

/** When somebody has to look at a model again. */
export interface ReviewState {
  readonly due: CalendarDay;
  /** In days; 0 while it is not. */
  readonly overdue: number;
}

export function reviewState(model: Pick<Model, 'nextReview'> | undefined, now: Instant): ReviewState | undefined {
  if (model?.nextReview === undefined) return undefined;
  return { due: model.nextReview, overdue: Math.max(0, -daysUntil(model.nextReview, now)) };
}
