import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProbabilityTally } from '../../../core/metrics/probability.ts';

type AnsweredRow = readonly [truth: string, probabilities: readonly number[]];

function metricsOf(classes: readonly string[], rows: readonly AnsweredRow[]) {
  const tally = new ProbabilityTally(classes);
  for (const [truth, probabilities] of rows) tally.add(truth, probabilities);
  return tally.metrics();
}

/** A share of 1/1000, so that a monotone transform keeps ties ties and orders orders. */
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const binaryRow = fc.tuple(fc.constantFrom('no', 'yes'), share).map(([truth, p]) => [truth, [1 - p, p]] as const);
const binaryRows = fc.array(binaryRow, { minLength: 1, maxLength: 60 });

test('a monotone transform of the scores leaves the area as it is', () => {
  fc.assert(
    fc.property(binaryRows, (rows) => {
      const squeezed = rows.map(([truth, [, p]]) => [truth, [1 - p ** 3 / 2, p ** 3 / 2]] as const);
      expect(metricsOf(['no', 'yes'], squeezed).roc_auc).toBe(metricsOf(['no', 'yes'], rows).roc_auc);
    }),
  );
});

test('the area of the scores turned round is what is missing to 1', () => {
  fc.assert(
    fc.property(binaryRows, (rows) => {
      const there = metricsOf(['no', 'yes'], rows).roc_auc;
      const back = metricsOf(
        ['no', 'yes'],
        rows.map(([truth, [no, yes]]) => [truth, [yes, no]] as const),
      ).roc_auc;
      expect(back === undefined).toBe(there === undefined);
      if (there !== undefined && back !== undefined) expect(there + back).toBeCloseTo(1, 12);
    }),
  );
});

test('the order of the columns does not matter', () => {
  const rows = [
    ['a', [0.7, 0.2, 0.1]],
    ['b', [0.3, 0.3, 0.4]],
    ['c', [0.1, 0.4, 0.5]],
  ] as const;
  const turned = rows.map(([truth, [a, b, c]]) => [truth, [c, a, b]] as const);
  expect(metricsOf(['c', 'a', 'b'], turned)).toEqual(metricsOf(['a', 'b', 'c'], rows));
});

test('a class that is sure and wrong costs as much as the smallest step from 1, not infinity', () => {
  expect(metricsOf(['a', 'b'], [['a', [0, 1]]]).log_loss).toBe(-Math.log(2 ** -52));
});

test('rows of one class alone have a log loss and no area', () => {
  expect(Object.keys(metricsOf(['a', 'b'], [['a', [0.5, 0.5]]]))).toEqual(['log_loss']);
});

test('sums of 32-bit shares that end a little beyond 1 are probabilities', () => {
  expect(metricsOf(['a', 'b'], [['a', [1.0000007, -0.0000007]]]).log_loss).toBeCloseTo(0, 12);
});

test.each<[string, string, readonly number[]]>([
  ['a label that the model does not know', 'c', [0.5, 0.5]],
  ['a probability that is not a number', 'a', [Number.NaN, 0.5]],
  ['scores that are no probabilities', 'a', [-1.3, 2.4]],
  ['fewer probabilities than classes', 'a', [1]],
])('%s leaves nothing to measure', (_, truth, probabilities) => {
  expect(
    metricsOf(
      ['a', 'b'],
      [
        ['a', [0.9, 0.1]],
        [truth, probabilities],
      ],
    ),
  ).toEqual({});
});

test('a model without probabilities has none of these metrics', () => {
  const tally = new ProbabilityTally([]);
  tally.add('a', undefined);
  expect(tally.metrics()).toEqual({});
});
