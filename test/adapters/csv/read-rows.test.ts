import { expect, test } from 'vitest';
import { readRows } from '../../../adapters/csv/read-rows.ts';

test('the ending of the name tells the format', async () => {
  expect(await readRows('[[1, "a"]]', { name: 'rows.json' })).toEqual({ rows: [[1, 'a']] });
  expect(await readRows('x,y\n1,a\n', { name: 'rows.CSV' })).toEqual({ rows: [[1, 'a']], columns: ['x', 'y'] });
  await expect(readRows('x,y\n1,a\n', { name: 'rows.json' })).rejects.toThrow(/It is not JSON/);
});

test('without an ending the first character does', async () => {
  expect(await readRows('\n [[1]]', { name: 'stdin' })).toEqual({ rows: [[1]] });
  expect(await readRows('{"rows": [[1]]}', { name: 'stdin' })).toEqual({ rows: [[1]] });
  expect(await readRows('x\n1\n', { name: 'stdin' })).toEqual({ rows: [[1]], columns: ['x'] });
});

test('an empty cell of a CSV file is a missing value', async () => {
  expect(await readRows('x,y\n1,\n', { name: 'rows.csv' })).toMatchObject({ rows: [[1, null]] });
});
