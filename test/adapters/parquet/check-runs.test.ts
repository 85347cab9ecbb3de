import { expect, test } from 'vitest';
import { areRunsWithin } from '../../../adapters/parquet/check-runs.ts';

const within = (bytes: readonly number[], values: number) =>
  areRunsWithin({ view: new DataView(Uint8Array.from(bytes).buffer), offset: 0 }, 1, values);

test('runs that give as many values as there are, the last packed one up to a group of eight more, are within', () => {
  expect(within([10 << 1, 1], 10)).toBe(true);
  expect(within([2 << 1, 1, 3, 0xff], 5)).toBe(true);
});

test('a run that claims a thousand million values, or none at all, is not', () => {
  expect(within([0x80, 0xa8, 0xd6, 0xb9, 0x07, 1], 10)).toBe(false);
  expect(within([0, 1, 10 << 1, 1], 10)).toBe(false);
});
