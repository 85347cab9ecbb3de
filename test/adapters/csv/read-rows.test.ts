import { expect, test } from 'vitest';
import { readRows } from '../../../adapters/csv/read-rows.ts';

test('the ending of the name tells the format', async () => {
  expect(await readRows('[[1, "a"]]', { name: 'rows.json' })).toEqual([[1, 'a']]);
  expect(await readRows('x,y\n1,a\n', { name: 'rows.CSV' })).toEqual([{ x: 1, y: 'a' }]);
  await expect(readRows('x,y\n1,a\n', { name: 'rows.json' })).rejects.toThrow(/It is not JSON/);
});

test('without an ending the first character does', async () => {
  expect(await readRows('\n [[1]]', { name: 'stdin' })).toEqual([[1]]);
  expect(await readRows('{"rows": [[1]]}', { name: 'stdin' })).toEqual([[1]]);
  expect(await readRows('x\n1\n', { name: 'stdin' })).toEqual([{ x: 1 }]);
});

test('an empty cell of a CSV file is a missing value', async () => {
  expect(await readRows('x,y\n1,\n', { name: 'rows.csv' })).toEqual([{ x: 1, y: null }]);
});

test('a column named __proto__ is a field like any other', async () => {
  const [row] = await readRows('__proto__,x\n1,2\n', { name: 'rows.csv' });
  expect(Object.entries(row ?? {})).toEqual([
    ['__proto__', 1],
    ['x', 2],
  ]);
});
