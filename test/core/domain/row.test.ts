import { expect, test } from 'vitest';
import { parseRows, parseRowsJson } from '../../../core/domain/row.ts';

test.each([
  ['arrays', [[5.1, 'a', true, null]]],
  ['objects', [{ length: 5.1, species: 'a' }]],
  ['both', [[1], { a: 1 }]],
  ['no rows', []],
])('a list of %s is rows', (_, rows) => {
  expect(parseRows(rows)).toEqual(rows);
  expect(parseRows({ rows })).toEqual(rows);
});

test.each<[string, unknown, RegExp]>([
  ['a number', 5, /It is a number, not a list of rows/],
  ['an object without rows', { instances: [[1]] }, /It is an object, not a list of rows/],
  ['a single flat row', [5.1, 3.5], /rows\[0\] is a number, not a row/],
  ['a row that is null', [[1], null], /rows\[1\] is null, not a row/],
  ['a list in a row', [[1, [2]]], /rows\[0\]\[1\] is a list, not a number, text or truth value/],
  ['an object in a row', [{ a: { b: 1 } }], /rows\[0\]\.a is an object/],
  ['rows that are no list', { rows: 'x' }, /It is a text, not a list of rows/],
])('%s is refused', (_, value, message) => {
  expect(() => parseRows(value)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message) }),
  );
});

test('every bad row is named, up to twenty', () => {
  const paths = (value: unknown) => {
    try {
      return parseRows(value);
    } catch (error) {
      return (error as { details: { path: string }[] }).details.map(({ path }) => path);
    }
  };
  expect(paths([1, [1], null])).toEqual(['rows[0]', 'rows[2]']);
  expect(paths(Array.from({ length: 50 }, () => 1))).toHaveLength(20);
});

test('a number too big for a double is refused', () => {
  expect(() => parseRowsJson('[[1e999]]')).toThrow('rows[0][0] is bigger than a number can be.');
});
