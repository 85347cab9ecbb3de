import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/domain/row.ts';
import { evaluate } from '../../../core/metrics/evaluate.ts';

async function sliced(rows: readonly (readonly [truth: string, prediction: string, group: Cell])[]) {
  const batch = {
    truths: rows.map(([truth]) => truth),
    predictions: rows.map(([, prediction]) => prediction),
    groups: rows.map(([, , group]) => [group]),
  };
  return await evaluate('classification', [batch], { slices: ['region'] });
}

const label = fc.constantFrom('a', 'b', 'c');
const rowsOfGroups = fc.array(fc.tuple(label, label, fc.constantFrom('north', 'south', null)), {
  minLength: 1,
  maxLength: 40,
});

test('the accuracies of the slices, weighted by their rows, are the accuracy of all', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOfGroups, async (rows) => {
      const { metrics, slices = [] } = await sliced(rows);
      const right = slices.reduce((sum, slice) => sum + slice.rows * (slice.metrics['accuracy'] ?? Number.NaN), 0);
      expect(slices.reduce((sum, slice) => sum + slice.rows, 0)).toBe(rows.length);
      expect(right / rows.length).toBeCloseTo(metrics.accuracy ?? Number.NaN, 12);
    }),
    { numRuns: 40 },
  );
});

test('slices come in the order of their values, also one of a single row, and rows without a value last', async () => {
  const { slices = [] } = await sliced([
    ['a', 'a', null],
    ['a', 'b', 'south'],
    ['a', 'a', 'north'],
    ['b', 'b', 'north'],
  ]);
  expect(slices.map(({ column, value, rows, metrics }) => [column, value, rows, metrics['accuracy']])).toEqual([
    ['region', 'north', 2, 1],
    ['region', 'south', 1, 0],
    ['region', null, 1, 1],
  ]);
});

test('numbers are ordered by value', async () => {
  const { slices = [] } = await sliced([10, 9, -1].map((band) => ['a', 'a', band] as const));
  expect(slices.map(({ value }) => value)).toEqual([-1, 9, 10]);
});

test('of more than a hundred values those with the most rows are slices, and it says how many are left out', async () => {
  const values = Array.from({ length: 130 }, (_, index) => index);
  const rows = [...values, ...values.slice(30)].map((band) => ['a', 'a', band] as const);
  const { slices = [], warnings } = await sliced(rows);
  expect(slices.map(({ value }) => value)).toEqual(values.slice(30));
  expect(slices.every((slice) => slice.rows === 2)).toBe(true);
  expect(warnings).toEqual(['"region" has 130 values: the 100 with the most rows are slices, 30 are left out.']);
});

test('values of as many rows are slices in their own order, up to a hundred of them', async () => {
  const { slices = [], warnings } = await sliced(
    Array.from({ length: 101 }, (_, band) => ['a', 'a', 100 - band] as const),
  );
  expect([slices.length, slices[0]?.value, slices.at(-1)?.value, warnings.length]).toEqual([100, 0, 99, 1]);
  expect((await sliced([['a', 'a', 1]])).warnings).toEqual([]);
});

describe('refuses to slice', () => {
  test.each<[string, Cell[], RegExp]>([
    [
      'by a quantity',
      Array.from({ length: 10_001 }, (_, index) => index / 7),
      /"region": it has more than 10000 values/,
    ],
    ['by long texts', ['x'.repeat(201)], /a value of more than 200 characters/],
  ])('%s', async (_, values, message) => {
    await expect(sliced(values.map((value) => ['a', 'a', value] as const))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('bands'),
    });
  });
});
