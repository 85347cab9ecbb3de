import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import { aCandidacy, verdictOf } from './candidacy-samples.ts';

const gate: Gate = { gate: 'review-date', id: 'review-date' };

function answer(nextReview: string | undefined, now: string) {
  const { model } = aCandidacy();
  return verdictOf(gate, aCandidacy({ now, model: { ...model, ...(nextReview && { nextReview }) } }));
}

describe('review date', () => {
  test('passes to the last second of the day, in UTC', () => {
    expect(answer('2026-11-25', '2026-11-25T23:59:59Z')).toMatchObject({
      verdict: 'pass',
      reason: 'The next review is due by 2026-11-25, today.',
    });
    expect(answer('2026-11-25', '2026-11-26T00:00:00Z')).toMatchObject({
      verdict: 'fail',
      reason:
        'The review of 2026-11-25 is 1 day overdue. Review the model and name the next day with mergeline model edit iris --next-review YYYY-MM-DD.',
    });
  });

  test('counts the days across months', () => {
    expect(answer('2026-10-01', '2026-11-25T10:00:00Z').reason).toContain(
      'The review of 2026-10-01 is 55 days overdue.',
    );
    expect(answer('2027-03-31', '2026-11-25T10:00:00Z').reason).toBe(
      'The next review is due by 2027-03-31, in 126 days.',
    );
  });

  test('fails where no day is named, and says how to name one', () => {
    expect(answer(undefined, '2026-11-25T10:00:00Z')).toMatchObject({
      verdict: 'fail',
      reason:
        'Nobody says when iris is reviewed next. Name the day with mergeline model edit iris --next-review YYYY-MM-DD.',
    });
  });
});
