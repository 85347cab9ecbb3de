import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Oid, Review } from '../../../core/domain/records.ts';
import { aCandidacy, aReview, verdictOf } from './candidacy-samples.ts';

const gate: Gate = {
  gate: 'checklist',
  id: 'checklist',
  items: [
    { id: 'bias', text: 'Checked for bias' },
    { id: 'legal', text: 'Legal agrees' },
  ],
};

test('passes when approvals of this head bring evidence for every item', () => {
  const reviews = [
    aReview('zoe', { checks: { bias: 'https://example.org/study' } }),
    aReview('bob', { checks: { legal: 'Mail of 24 November' } }),
  ];
  expect(verdictOf(gate, aCandidacy({ reviews }))).toMatchObject({
    verdict: 'pass',
    reason: 'bias: https://example.org/study; legal: Mail of 24 November',
  });
});

test('names what is missing and how it is given', () => {
  const reviews = [aReview('zoe', { checks: { bias: 'https://example.org/study', legal: '  ' } })];
  expect(verdictOf(gate, aCandidacy({ reviews }))).toMatchObject({
    verdict: 'pending',
    reason:
      'Evidence is missing for legal (Legal agrees). A reviewer gives it with mergeline proposal approve <id> --check legal=<evidence>.',
  });
});

describe('evidence does not count', () => {
  const checks = { bias: 'x', legal: 'y' };
  test.each<[string, Review]>([
    ['from somebody behind the proposal', aReview('ann', { checks })],
    ['for an older head', aReview('zoe', { checks, head: 'a'.repeat(40) as Oid })],
    ['in a rejection', aReview('zoe', { checks, verdict: 'reject' })],
    ['from a bot', aReview('checker[bot]', { checks })],
  ])('%s', (_what, review) => {
    expect(verdictOf(gate, aCandidacy({ reviews: [review] })).verdict).toBe('pending');
  });
});

test('an item called like a property of every object needs evidence too', () => {
  const items = [{ id: 'constructor', text: 'Built well' }];
  expect(verdictOf({ ...gate, items }, aCandidacy({ reviews: [aReview('zoe')] })).verdict).toBe('pending');
});
