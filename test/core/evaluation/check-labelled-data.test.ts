import { expect, test } from 'vitest';
import type { Label } from '../../../core/domain/manifest.ts';
import { checkLabelledData, warningsOfLabels } from '../../../core/evaluation/check-labelled-data.ts';
import type { Column } from '../../../core/ports/dataset.ts';

const where = { file: 'test.csv', target: 'species' };
const column = (name: string, missing = 0, firstMissing?: number): Column => ({
  name,
  kind: 'number',
  missing,
  ...(firstMissing !== undefined && { firstMissing }),
});

test('a header without rows is nothing to evaluate', () => {
  const table = { name: 'test.csv', rows: 0, columns: [column('a')] };
  expect(() => checkLabelledData(table, [{ name: 'a' }])).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message: 'test.csv has no rows: there is nothing to evaluate.',
      hint: expect.stringContaining('labelled rows'),
    }),
  );
});

test('every column with missing values is named, with its first row; columns that nobody reads may have some', () => {
  const columns = [column('a', 2, 7), column('b', 1, 9), column('note', 5, 1)];
  expect(() => checkLabelledData({ name: 'test.csv', rows: 9, columns }, [{ name: 'a' }, { name: 'b' }])).toThrow(
    expect.objectContaining({
      message: 'test.csv: a is missing in 2 of 9 rows, first in row 7 (and 1 more).',
      details: [
        { file: 'test.csv', path: 'a', message: 'is missing in 2 of 9 rows, first in row 7' },
        { file: 'test.csv', path: 'b', message: 'is missing in 1 of 9 rows, first in row 9' },
      ],
    }),
  );
  expect(() =>
    checkLabelledData({ name: 'test.csv', rows: 9, columns: columns.slice(2) }, [{ name: 'a' }]),
  ).not.toThrow();
});

const perClass = (supports: readonly (readonly [Label, number])[]) =>
  supports.map(([label, support]) => ({ label, support, precision: 0, recall: 0, f1: 0 }));

test('labels of which the model knows none are other labels', () => {
  const found = perClass([
    ['1', 3],
    ['2', 1],
    ['setosa', 0],
  ]);
  expect(() => warningsOfLabels(found, { classes: ['setosa', 'virginica'] }, where)).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message:
        'No row of test.csv has a class of the model: species is "1", "2", and the model answers "setosa", "virginica".',
    }),
  );
});

test('labels of which the model knows some are told with their rows', () => {
  const found = perClass([
    ['setosa', 3],
    ['tulip', 2],
  ]);
  expect(warningsOfLabels(found, { classes: ['setosa'] }, where)).toEqual([
    '2 rows have labels that are no class of the model, so it is wrong on them, and has no log_loss and no roc_auc: "tulip".',
  ]);
  expect(warningsOfLabels(found.slice(0, 1), { classes: ['setosa'] }, where)).toEqual([]);
});

test('a model that names no classes, and a quantity, have nothing to be compared with', () => {
  expect(warningsOfLabels(perClass([['a', 1]]), {}, where)).toEqual([]);
  expect(warningsOfLabels(undefined, { classes: ['a'] }, where)).toEqual([]);
});
