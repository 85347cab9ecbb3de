import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Tenure } from '../../../core/gates/candidacy.ts';
import { aCandidacy, production, staging, verdictOf } from './candidacy-samples.ts';

describe('came through', () => {
  const gate: Gate = { gate: 'came-through', id: 'came-through', stage: staging };

  test('a stage that the candidate holds, or held before', () => {
    expect(answer(gate, [{ stage: staging, from: '2026-11-20T10:00:00Z' }]).verdict).toBe('pass');
    expect(
      answer(gate, [{ stage: staging, from: '2026-11-20T10:00:00Z', until: '2026-11-21T10:00:00Z' }]).verdict,
    ).toBe('pass');
  });

  test('fails for another stage and names the command', () => {
    expect(answer(gate, [{ stage: production, from: '2026-11-20T10:00:00Z' }])).toMatchObject({
      verdict: 'fail',
      reason: '1.1.0 never held staging. Run mergeline promote iris@1.1.0 --to staging first.',
    });
  });
});

describe('soak', () => {
  const gate: Gate = { gate: 'soak', id: 'soak', stage: staging, for: '24h' };

  test('waits until the length of time has passed, to the second', () => {
    const waiting = answer(gate, [{ stage: staging, from: '2026-11-24T10:00:01Z' }]);
    expect(waiting).toMatchObject({ verdict: 'pending', until: '2026-11-25T10:00:01Z' });
    expect(waiting.reason).toBe(
      '1.1.0 holds staging for 23 hours 59 minutes of 1 day; it may pass at 2026-11-25T10:00:01Z.',
    );
    expect(answer(gate, [{ stage: staging, from: '2026-11-24T10:00:00Z' }]).verdict).toBe('pass');
  });

  test('starts anew when the candidate left the stage and came back', () => {
    const tenures = [
      { stage: staging, from: '2026-11-01T10:00:00Z', until: '2026-11-24T10:00:00Z' },
      { stage: staging, from: '2026-11-25T09:00:00Z' },
    ];
    expect(answer(gate, tenures)).toMatchObject({ verdict: 'pending', until: '2026-11-26T09:00:00Z' });
  });

  test('fails when the candidate does not hold the stage now', () => {
    const left = [{ stage: staging, from: '2026-11-01T10:00:00Z', until: '2026-11-24T10:00:00Z' }];
    expect(answer(gate, left)).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('does not hold staging now'),
    });
    expect(answer(gate, []).verdict).toBe('fail');
  });

  test.each(['a week', '-1d', ''])('cannot be judged when the length is %j', (length) => {
    const broken: Gate = { ...gate, for: length };
    expect(answer(broken, [{ stage: staging, from: '2026-11-01T10:00:00Z' }])).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('is not a duration'),
    });
  });
});

function answer(gate: Gate, tenures: readonly Tenure[]) {
  return verdictOf(gate, aCandidacy({ tenures }));
}
