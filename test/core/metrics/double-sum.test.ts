import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DoubleSum } from '../../../core/metrics/double-sum.ts';

test('keeps the small terms between big ones that cancel', () => {
  expect(sumOf([1e16, 1, -1e16, 1]).value).toBe(2);
  expect(sumOf([1, 1e100, 1, -1e100]).value).not.toBeNaN();
});

test('does not round a product before it is added', () => {
  const sum = new DoubleSum();
  sum.addProduct(1 + 2 ** -30, 1 + 2 ** -30);
  sum.add(-1);
  sum.add(-(2 ** -29));
  expect(sum.value).toBe(2 ** -60);
});

test('equals integer arithmetic, in every order', () => {
  const term = fc.integer({ min: -(2 ** 31), max: 2 ** 31 });
  fc.assert(
    fc.property(fc.array(fc.tuple(term, term)), (pairs) => {
      const exact = pairs.reduce((sum, [a, b]) => sum + BigInt(a) * BigInt(b), 0n);
      for (const order of [pairs, pairs.toReversed()]) {
        const sum = new DoubleSum();
        for (const [a, b] of order) sum.addProduct(a, b);
        expect(sum.value).toBe(Number(exact));
      }
    }),
  );
});

test('scales another sum with all of its digits', () => {
  const sum = new DoubleSum();
  sum.addScaled(sumOf([2 ** 60, 1]), 3);
  sum.add(-3 * 2 ** 60);
  expect(sum.value).toBe(3);
});

function sumOf(terms: readonly number[]): DoubleSum {
  const sum = new DoubleSum();
  for (const term of terms) sum.add(term);
  return sum;
}
