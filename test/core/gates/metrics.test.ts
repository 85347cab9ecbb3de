import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Evaluation } from '../../../core/domain/records.ts';
import {
  aCandidacy,
  aContender,
  aFirstCandidacy,
  anEvaluation,
  aPolicy,
  testSet,
  verdictOf,
} from './candidacy-samples.ts';

describe('a metric threshold', () => {
  const gate: Gate = { gate: 'metric', id: 'accurate', metric: 'accuracy', min: 0.9, dataset: 'iris-test' };

  test.each([
    [0.9, 'pass'],
    [0.95, 'pass'],
    [0.899_999_999_99, 'fail'],
    [Number.NaN, 'fail'],
  ])('of at least 0.9 answers %f with %s', (accuracy, verdict) => {
    expect(verdictOf(gate, evaluated({ accuracy })).verdict).toBe(verdict);
  });

  test('tells numbers that round to the bound with all their digits', () => {
    expect(verdictOf(gate, evaluated({ accuracy: 0.899_999_999_99 })).reason).toBe(
      'accuracy on iris-test (30 rows) is 0.89999999999, below 0.9.',
    );
  });

  test('of at most a value fails above it', () => {
    const slow: Gate = { gate: 'metric', id: 'error', metric: 'mae', max: 2 };
    expect(verdictOf(slow, evaluated({ mae: 2 })).verdict).toBe('pass');
    expect(verdictOf(slow, evaluated({ mae: 2.5 })).reason).toBe('mae on iris-test (30 rows) is 2.5, above 2.');
  });

  test('does not take a reported metric for a verified one', () => {
    const verdict = verdictOf(gate, aCandidacy());
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('has no evaluation on iris-test'),
    });
    expect(verdict.reason).toContain('mergeline evaluate iris@1.1.0 --dataset iris-test');
  });

  test('says that a reported metric is not verified', () => {
    const verdict = verdictOf(
      { gate: 'metric', id: 'said', metric: 'accuracy', min: 0.9, reported: true },
      aCandidacy(),
    );
    expect(verdict).toMatchObject({
      verdict: 'pass',
      reason: 'accuracy (as reported, not verified) is 0.99; it must be at least 0.9.',
    });
  });

  test.each<[string, Partial<Evaluation>]>([
    ['of an older state of the data set', { dataset: { name: 'iris-test', digest: digestOf('older'), rows: 30 } }],
    ['of another manifest', { manifestDigest: digestOf('another') }],
  ])('does not count an evaluation %s', (_what, changes) => {
    expect(verdictOf(gate, evaluated({ accuracy: 1 }, changes)).verdict).toBe('fail');
  });

  test('takes the newest of several evaluations, in whatever order they come', () => {
    const good = anEvaluation('1.1.0', { accuracy: 1 });
    const worse = anEvaluation('1.1.0', { accuracy: 0.5 }, { at: '2026-11-22T10:00:00Z' });
    for (const evaluations of [
      [good, worse],
      [worse, good],
    ]) {
      expect(verdictOf(gate, aCandidacy({ candidate: aContender('1.1.0', { evaluations }) })).verdict).toBe('fail');
    }
  });

  test.each<[string, Gate, RegExp]>([
    ['a data set that is not pinned', { ...gate, dataset: 'other' } as Gate, /names no data set other/],
    ['a metric that was not measured', { ...gate, metric: 'auc' } as Gate, /no metric auc, only accuracy/],
    [
      'a metric of probabilities where there were none',
      { ...gate, metric: 'log_loss' } as Gate,
      /log_loss takes a prob/,
    ],
    ['a name that every object has', { ...gate, metric: 'constructor' } as Gate, /no metric constructor/],
    ['no bound', { gate: 'metric', id: 'accurate', metric: 'accuracy' }, /neither min nor max/],
  ])('cannot be judged with %s', (_what, broken, reason) => {
    expect(verdictOf(broken, evaluated({ accuracy: 1 }))).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(reason),
    });
  });

  test('must say which of several data sets it means', () => {
    const policy = aPolicy({ datasets: [testSet, { ...testSet, name: 'other' }] });
    const verdict = verdictOf(
      { gate: 'metric', id: 'accurate', metric: 'accuracy', min: 0 },
      { ...evaluated({ accuracy: 1 }), policy },
    );
    expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('must say which data set') });
  });
});

describe('no regression', () => {
  const gate: Gate = {
    gate: 'no-regression',
    id: 'no-regression',
    dataset: 'iris-test',
    metrics: ['accuracy'],
    tolerance: 0.02,
  };

  test.each([
    [0.97, 0.97, 'pass'],
    [0.97, 0.99, 'pass'],
    [0.97, 0.95, 'pass'],
    [0.97, 0.949, 'fail'],
    [0.97, Number.NaN, 'fail'],
  ])('with a tolerance of 0.02 answers %f, then %f with %s', (before, after, verdict) => {
    expect(verdictOf(gate, compared({ accuracy: before }, { accuracy: after })).verdict).toBe(verdict);
  });

  describe('by interval', () => {
    const byInterval: Gate = {
      gate: 'no-regression',
      id: 'by-interval',
      dataset: 'iris-test',
      metrics: ['accuracy'],
      interval: true,
    };
    const wilson = { intervals: { level: 0.95, wilson: { accuracy: [0.786769, 0.981518] as const } } };
    const follows = (value: number, before: number, changes: Partial<Evaluation> = wilson) => ({
      ...evaluated({ accuracy: value }, changes),
      incumbent: aContender('1.0.0', { evaluations: [anEvaluation('1.0.0', { accuracy: before })] }),
    });

    test('what the interval of the candidate reaches is no regression', () => {
      expect(verdictOf(byInterval, follows(0.933333, 0.966667))).toMatchObject({
        verdict: 'pass',
        reason:
          'On iris-test, against 1.0.0: accuracy 0.933333 after 0.966667, which lies within its interval, 0.786769 to 0.981518.',
      });
      expect(verdictOf({ ...byInterval, interval: false }, follows(0.933333, 0.966667)).verdict).toBe('fail');
    });

    test('what it does not reach is one', () => {
      expect(verdictOf(byInterval, follows(0.933333, 0.99))).toMatchObject({
        verdict: 'fail',
        reason: expect.stringContaining('worse by'),
      });
    });

    test('without an interval the numbers alone count', () => {
      expect(verdictOf(byInterval, follows(0.933333, 0.966667, {})).verdict).toBe('fail');
    });

    test('of an error, which should be low, the lower end counts', () => {
      const errors: Gate = { ...byInterval, metrics: ['rmse'] };
      const intervals = { level: 0.95, resamples: 1000, bootstrap: { rmse: [0.9, 1.4] as const } };
      const grown = (before: number) => ({
        ...evaluated({ rmse: 1.1 }, { intervals }),
        incumbent: aContender('1.0.0', { evaluations: [anEvaluation('1.0.0', { rmse: before })] }),
      });
      expect(verdictOf(errors, grown(0.95)).verdict).toBe('pass');
      expect(verdictOf(errors, grown(0.85)).verdict).toBe('fail');
    });
  });

  test('is not comparable where the incumbent lacks the metric', () => {
    const losses: Gate = {
      gate: 'no-regression',
      id: 'losses',
      dataset: 'iris-test',
      metrics: ['accuracy', 'log_loss'],
    };
    expect(verdictOf(losses, compared({ accuracy: 1 }, { accuracy: 1, log_loss: 0.1 }))).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(
        /^Not comparable: the incumbent 1\.0\.0 has no log_loss on iris-test\. log_loss takes/,
      ),
    });
  });

  test('knows that an error should be low', () => {
    const errors: Gate = { gate: 'no-regression', id: 'errors', dataset: 'iris-test', metrics: ['rmse'] };
    expect(verdictOf(errors, compared({ rmse: 2 }, { rmse: 1 })).verdict).toBe('pass');
    expect(verdictOf(errors, compared({ rmse: 1 }, { rmse: 2 })).reason).toBe(
      'On iris-test, against 1.0.0: rmse 2 after 1, worse by 1 where 0 is tolerated.',
    );
  });

  test('asks for the direction of a metric that is not its own', () => {
    const own: Gate = { gate: 'no-regression', id: 'own', dataset: 'iris-test', metrics: ['cost'] };
    expect(verdictOf(own, compared({ cost: 1 }, { cost: 2 })).reason).toMatch(/not known whether cost/);
    expect(verdictOf({ ...own, direction: 'higher' }, compared({ cost: 1 }, { cost: 2 })).verdict).toBe('pass');
  });

  test('names only the metrics that are worse', () => {
    const both: Gate = { gate: 'no-regression', id: 'both', dataset: 'iris-test', metrics: ['accuracy', 'f1'] };
    const verdict = verdictOf(both, compared({ accuracy: 0.9, f1: 0.9 }, { accuracy: 0.8, f1: 0.95 }));
    expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.not.stringContaining('f1') });
  });

  test('is not comparable when the incumbent was never evaluated on these bytes', () => {
    const verdict = verdictOf(gate, evaluated({ accuracy: 1 }));
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(/^Not comparable: the incumbent 1.0.0/),
    });
  });

  test('is skipped when nobody holds the stage', () => {
    expect(verdictOf(gate, aFirstCandidacy()).verdict).toBe('skipped');
  });

  test('a better value never turns a pass into a fail', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, value, value, (before, after, better) => {
        const [low, high] = [Math.min(after, better), Math.max(after, better)];
        if (verdictOf(gate, compared({ accuracy: before }, { accuracy: low })).verdict !== 'pass') return;
        expect(verdictOf(gate, compared({ accuracy: before }, { accuracy: high })).verdict).toBe('pass');
      }),
    );
  });
});

test('evaluated asks for an evaluation on the data set as it is pinned now', () => {
  const gate: Gate = { gate: 'evaluated', id: 'evaluated', dataset: 'iris-test' };
  expect(verdictOf(gate, evaluated({ accuracy: 0.1 })).verdict).toBe('pass');
  expect(verdictOf(gate, aCandidacy()).verdict).toBe('fail');
});

function evaluated(metrics: Record<string, number>, changes: Partial<Evaluation> = {}) {
  return aCandidacy({ candidate: aContender('1.1.0', { evaluations: [anEvaluation('1.1.0', metrics, changes)] }) });
}

function compared(before: Record<string, number>, after: Record<string, number>) {
  const incumbent = aContender('1.0.0', { evaluations: [anEvaluation('1.0.0', before)] });
  return { ...evaluated(after), incumbent };
}
