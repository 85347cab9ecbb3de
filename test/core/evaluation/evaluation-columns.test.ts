import { expect, test } from 'vitest';
import type { Signature } from '../../../core/domain/manifest.ts';
import { evaluationColumns } from '../../../core/evaluation/evaluation-columns.ts';

const array: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 2] }],
  outputs: [],
  classes: ['0', '1'],
};
const frame: Signature = {
  task: 'regression',
  inputs: [
    { name: 'numbers', type: 'float64', shape: [null, 2], columns: ['age', 'income'] },
    { name: 'city', type: 'string', shape: [null, 1] },
  ],
  outputs: [],
};

test('a model that knows no names takes every other column in the order of the file', () => {
  expect(evaluationColumns(tableOf('b', 'label', 'a'), array, 'label')).toEqual({
    features: [{ name: 'b' }, { name: 'a' }],
    target: { name: 'label', kind: 'string' },
  });
});

test('a model that knows names takes its own, in the order of its signature, and reads texts as texts', () => {
  expect(evaluationColumns(tableOf('id', 'city', 'income', 'price', 'age'), frame, 'price')).toEqual({
    features: [{ name: 'age' }, { name: 'income' }, { name: 'city', kind: 'string' }],
    target: { name: 'price', kind: 'number' },
  });
});

test('the target is read as what the classes are', () => {
  const kindFor = (classes: Signature['classes']) =>
    evaluationColumns(tableOf('a', 'b', 'y'), { ...array, classes: classes ?? [] }, 'y').target.kind;
  expect(kindFor([0, 1])).toBe('number');
  expect(kindFor([false, true])).toBe('boolean');
  expect(kindFor([])).toBeUndefined();
});

test.each<[string, Signature, string[], RegExp, RegExp]>([
  ['a missing target', array, ['a', 'b', 'labels'], /no column "label", the target/, /Did you mean labels\?/],
  [
    'a missing feature',
    frame,
    ['age', 'incme', 'city', 'label'],
    /no column "income", what the model takes/,
    /Did you mean incme\?/,
  ],
  [
    'a column too many',
    array,
    ['a', 'b', 'c', 'label'],
    /has 3 columns besides the target "label"; the model takes 2/,
    /by name/,
  ],
])('%s is refused', (_, signature, names, message, hint) => {
  expect(() => evaluationColumns(tableOf(...names), signature, 'label')).toThrow(
    expect.objectContaining({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    }),
  );
});

function tableOf(...names: string[]) {
  return { name: 'test.csv', columns: names.map((name) => ({ name, kind: 'number' as const, missing: 0 })) };
}

test('a column of texts that the model takes as numbers is read as numbers, so that the line of the text is named', () => {
  const table = {
    name: 'test.csv',
    columns: ['a', 'b', 'y'].map((name) => ({
      name,
      kind: name === 'b' ? ('string' as const) : ('number' as const),
      missing: 0,
    })),
  };
  expect(evaluationColumns(table, array, 'y').features).toEqual([{ name: 'a' }, { name: 'b', kind: 'number' }]);
});

test('a column of lists is refused by name, with what to do', () => {
  const table = { ...tableOf('a', 'y'), nested: ['b'] };
  const named: Signature = {
    ...array,
    inputs: [{ name: 'X', type: 'float64', shape: [null, 2], columns: ['a', 'b'] }],
  };
  expect(() => evaluationColumns(table, named, 'y')).toThrow(
    expect.objectContaining({
      message: 'test.csv: the column "b", what the model takes, is nested.',
      hint: expect.stringContaining('write each of their values as a column of its own'),
    }),
  );
});
