import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RegressionTally } from '../../../core/metrics/regression.ts';

/** Up to a million, in steps whose squares do not vanish. */
const value = fc.integer({ min: -(2 ** 30), max: 2 ** 30 }).map((step) => step / 1024);
const pairs = fc.array(fc.tuple(value, value), { minLength: 1 });

test('rmse is never below mae, and its square is mse', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const { mae, mse, rmse } = tallyOf(rows).metrics();
      expect(rmse).toBeGreaterThanOrEqual(mae * (1 - 1e-12));
      expect(Math.abs(rmse * rmse - mse)).toBeLessThanOrEqual(1e-12 * mse);
    }),
  );
});

test('the order of the rows does not matter', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const [there, back] = [tallyOf(rows).metrics(), tallyOf(rows.toReversed()).metrics()];
      expect([back.mae, back.rmse]).toEqual([there.mae, there.rmse]);
      expect(Math.abs((back.r2 ?? 0) - (there.r2 ?? 0))).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(there.r2 ?? 0)),
      );
    }),
  );
});

test('predicting the truth gives no error and an r2 of 1', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2 }), (truths) => {
      expect(tallyOf(truths.map((t) => [t, t])).metrics()).toEqual({ mae: 0, mse: 0, rmse: 0, r2: 1 });
    }),
  );
});

test('r2 does not change when everything moves far from zero', () => {
  const near: [number, number][] = [1, 2, 4, 8, 16].map((t, index) => [t, t + (index % 2)]);
  const far: [number, number][] = near.map(([t, p]) => [t + 2 ** 50, p + 2 ** 50]);
  expect(tallyOf(far).metrics().r2).toBe(tallyOf(near).metrics().r2);
});

test('a constant target counts as constant although its mean would be rounded', () => {
  const rows = (prediction: number): [number, number][] => Array.from({ length: 3 }, () => [0.1, prediction]);
  expect(tallyOf(rows(0.2)).metrics().r2).toBe(0);
  expect(tallyOf(rows(0.1)).metrics().r2).toBe(1);
});

test('r2 of a single row is left out, since it is not defined', () => {
  expect(tallyOf([[5, 7]]).metrics()).toEqual({ mae: 2, mse: 4, rmse: 2 });
});

test('a million small errors add up without drift', () => {
  const tally = new RegressionTally();
  for (let row = 0; row < 1_000_000; row += 1) tally.add(row % 2, (row % 2) + 0.125 + 2 ** -40);
  expect(tally.metrics().mae).toBe(0.125 + 2 ** -40);
});

test.each<[string, unknown, unknown, RegExp]>([
  ['a truth that is NaN', Number.NaN, 1, /Row 2: the truth is NaN, not a finite number/],
  ['an infinite prediction', 1, Number.POSITIVE_INFINITY, /Row 2: the prediction is Infinity/],
  ['a missing truth', null, 1, /Row 2: the truth is missing/],
  ['a text for a number', '1.5', 1, /Row 2: the truth is "1.5"/],
])('refuses %s and names the row', (_, truth, prediction, message) => {
  const tally = tallyOf([[1, 1]]);
  expect(() => tally.add(truth, prediction)).toThrow(
    expect.objectContaining({
      code: prediction === 1 ? 'INPUT_INVALID' : 'MODEL_FAILED',
      message: expect.stringMatching(message),
    }),
  );
});

test('refuses errors whose squares do not fit a number', () => {
  expect(() =>
    tallyOf([
      [1e200, 0],
      [0, 0],
    ]).metrics(),
  ).toThrow(/do not fit a number/);
});

test('refuses to speak of no rows', () => {
  expect(() => new RegressionTally().metrics()).toThrow('There is no row to evaluate.');
});

function tallyOf(rows: readonly (readonly [number, number])[]): RegressionTally {
  const tally = new RegressionTally();
  for (const [truth, prediction] of rows) tally.add(truth, prediction);
  return tally;
}
