import { daysUntil } from '../domain/calendar-day.ts';
import type { Candidacy } from './candidacy.ts';
import { fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** Somebody looks at the model again in time: the day that `model.yaml` names is not past, to its end in UTC. */
export function judgeReviewDate(_gate: GateOf<'review-date'>, { model, now }: Candidacy): Judgement {
  const { name, nextReview } = model;
  const command = `mergeline model edit ${name} --next-review YYYY-MM-DD`;
  if (nextReview === undefined) return fail(`Nobody says when ${name} is reviewed next. Name the day with ${command}.`);
  const days = daysUntil(nextReview, now);
  if (days >= 0) return pass(`The next review is due by ${nextReview}, ${whenIs(days)}.`);
  return fail(
    `The review of ${nextReview} is ${inDays(-days)} overdue. Review the model and name the next day with ${command}.`,
  );
}

function whenIs(days: number): string {
  return days === 0 ? 'today' : `in ${inDays(days)}`;
}

function inDays(days: number): string {
  return `${days} day${days === 1 ? '' : 's'}`;
}
