import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intervalsOf, maximumResampledRows, type Weights } from '../../../core/metrics/intervals.ts';

const shareOfFirst = (rows: number) => (weights: Weights) => ({ share: (weights[0] ?? 0) / rows });

test('the Wilson interval holds the accuracy and stays between 0 and 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, part) => {
      const accuracy = Math.round(rows * part) / rows;
      const { wilson } = intervalsOf({
        rows: rows === 1 ? 1 : maximumResampledRows + rows,
        accuracy,
        metricsOf: () => ({}),
      });
      const [low, high] = wilson?.['accuracy'] ?? [Number.NaN, Number.NaN];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(accuracy);
      expect(high).toBeGreaterThanOrEqual(accuracy);
    }),
  );
});

test('every resample draws as many rows as there are', () => {
  const sums = new Set<number>();
  const metricsOf = (weights: Weights) => {
    sums.add(weights.reduce((sum, weight) => sum + weight, 0));
    return {};
  };
  intervalsOf({ rows: 37, metricsOf });
  expect([...sums]).toEqual([37]);
});

test('the same rows have the same interval every time', () => {
  const once = () => intervalsOf({ rows: 20, metricsOf: shareOfFirst(20) });
  expect(once()).toEqual(once());
  expect(once().bootstrap?.['share']?.[1]).toBeGreaterThan(0);
});

test.each([
  [20_000, 1000],
  [100_000, 200],
  [250_000, 100],
])('of %i rows there are %i resamples', (rows, resamples) => {
  let rounds = 0;
  const metricsOf = () => {
    rounds += 1;
    return {};
  };
  expect(intervalsOf({ rows, metricsOf }).resamples).toBe(resamples);
  expect(rounds).toBe(resamples);
});

test.each([1, maximumResampledRows + 1])('%i rows are not resampled', (rows) => {
  expect(intervalsOf({ rows, metricsOf: () => ({ share: 1 }) })).toEqual({ level: 0.95 });
});

test('a metric that is undefined on most resamples has no interval', () => {
  let round = 0;
  const metricsOf = () => {
    round += 1;
    return { rare: round % 3 === 0 ? 1 : undefined, frequent: round % 3 === 0 ? undefined : 1, infinite: Infinity };
  };
  expect(intervalsOf({ rows: 5, metricsOf }).bootstrap).toEqual({ frequent: [1, 1] });
});
