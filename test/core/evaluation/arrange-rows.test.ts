import { expect, test } from 'vitest';
import type { Signature } from '../../../core/domain/manifest.ts';
import { arrangeRows } from '../../../core/evaluation/arrange-rows.ts';

const array: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 2] }],
  outputs: [],
};
const frame: Signature = { ...array, inputs: [{ name: 'X', type: 'float64', shape: [null, 2], columns: ['a', 'b'] }] };
const single: Signature = { ...array, inputs: [{ name: 'age', type: 'float64', shape: [null, 1] }] };

const table = (...columns: string[]) => ({ name: 'test.csv', columns });

test('a model that knows no names takes the columns in the order of the file', () => {
  expect(arrangeRows([[1, 2]], table('2', '1'), array)).toEqual([[1, 2]]);
});

test('the target is left out, wherever it stands', () => {
  const rows = [[1, 'setosa', 2]];
  expect(arrangeRows(rows, { ...table('p', 'species', 'q'), target: 'species' }, array)).toEqual([[1, 2]]);
});

test('a model that knows names takes its own, and an empty cell stays missing', () => {
  expect(
    arrangeRows(
      [
        [3, 2, 1],
        [3, null, 1],
      ],
      table('id', 'b', 'a'),
      frame,
    ),
  ).toEqual([
    [1, 2],
    [1, null],
  ]);
});

test('an input of one column is found by its name', () => {
  expect(arrangeRows([[7, 41]], table('id', 'age'), single)).toEqual([[41]]);
});

test('too many columns are refused, with what leaves one out', () => {
  expect(() => arrangeRows([[1, 2, 'setosa']], table('p', 'q', 'species'), array)).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message: 'test.csv has 3 columns; the model takes 2.',
      hint: expect.stringContaining('--target'),
    }),
  );
});

test('a missing column is told once, whatever the number of rows', () => {
  expect(() => arrangeRows(Array(100).fill([1, 2]), table('a', 'c'), frame)).toThrow(
    expect.objectContaining({ message: 'test.csv has no column "b", what the model takes.' }),
  );
});
