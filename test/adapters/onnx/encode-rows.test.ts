import { describe, expect, it } from 'vitest';
import { encodeRows } from '../../../adapters/onnx/encode-rows.ts';
import type { Signature } from '../../../core/domain/manifest.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { Row } from '../../../core/ports/model-toolchain.ts';

const iris: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 2], columns: ['length', 'width'] }],
  outputs: [],
};

const mixed: Signature = {
  task: 'other',
  inputs: [
    { name: 'age', type: 'int64', shape: [null, 1] },
    { name: 'city', type: 'string', shape: [null, 1] },
    { name: 'member', type: 'bool', shape: [null] },
  ],
  outputs: [],
};

describe('encodeRows', () => {
  it('makes no room for more values than the rows have, however many the model asks for', () => {
    const greedy: Signature = { ...iris, inputs: [{ name: 'X', type: 'float64', shape: [null, 2 ** 40] }] };
    expect(() => encodeRows([[1, 2]], greedy)).toThrow('rows[0] has 2 values; the model takes 1099511627776.');
    expect(() => encodeRows([{ length: 1 }], greedy)).toThrow('rows[0] has 1 values');
  });

  it('lays arrays and objects out alike', () => {
    const tensors = encodeRows([[1, 2], { width: 4, length: 3, id: 'ignored' }], iris);
    expect(tensors.get('X')).toEqual({ type: 'float64', data: new Float64Array([1, 2, 3, 4]), dims: [2, 2] });
  });

  it('spreads a row over several inputs, each of its own type', () => {
    const tensors = encodeRows([[41, 'Oslo', true], { city: 'Rome', age: 7, member: false }], mixed);
    expect(tensors.get('age')).toEqual({ type: 'int64', data: new BigInt64Array([41n, 7n]), dims: [2, 1] });
    expect(tensors.get('city')).toEqual({ type: 'string', data: ['Oslo', 'Rome'], dims: [2, 1] });
    expect(tensors.get('member')).toEqual({ type: 'bool', data: new Uint8Array([1, 0]), dims: [2] });
  });

  it('counts truth values as 0 and 1 where the model takes numbers', () => {
    expect(encodeRows([[true, false]], iris).get('X')?.data).toEqual(new Float64Array([1, 0]));
  });

  it('takes the size of an open row from the rows', () => {
    const open: Signature = { ...iris, inputs: [{ name: 'X', type: 'float32', shape: [null, null] }] };
    expect(encodeRows([[1, 2, 3]], open).get('X')?.dims).toEqual([1, 3]);
  });

  it('lays a flat row out in the shape of an image', () => {
    const image: Signature = { ...iris, inputs: [{ name: 'pixels', type: 'float32', shape: [null, 1, 2, 2] }] };
    expect(encodeRows([[1, 2, 3, 4]], image).get('pixels')?.dims).toEqual([1, 1, 2, 2]);
  });

  it('names every field that is wrong, not only the first', () => {
    const rows: Row[] = [[1], { length: 1, widht: 2 }, ['1', null], [Number.NaN, 1]];
    const error = refusalOf(() => encodeRows(rows, iris));
    expect(error.details).toEqual([
      { path: 'rows[0]', message: 'has 1 values; the model takes 2' },
      { path: 'rows[1].width', message: 'is missing; the row has length, widht' },
      { path: 'rows[2].length', message: 'is "1", not a number' },
      { path: 'rows[2].width', message: 'is null, not a number' },
      { path: 'rows[3].length', message: 'is NaN, not a finite number' },
    ]);
    expect(error.hint).toBe('The model takes length, width.');
  });

  it.each([
    [{ age: 1.5, city: '', member: true }, 'is 1.5, not a whole number'],
    [{ age: 2 ** 53, city: '', member: true }, 'is 9007199254740992, which does not fit int64'],
    [{ age: 1, city: 3, member: true }, 'is 3, not a text'],
    [{ age: 1, city: '', member: 1 }, 'is 1, not true or false'],
  ])('refuses %j', (row, message) => {
    expect(refusalOf(() => encodeRows([row], mixed)).details[0]?.message).toBe(message);
  });

  it('tells a fault of many rows once, at the first one, with their number', () => {
    const rows: Row[] = [[1, 2], ...Array.from({ length: 143 }, (): Row => [1, 'x'])];
    const error = refusalOf(() => encodeRows(rows, iris));
    expect(error.message).toBe('rows[1].width is "x", not a number (so in 143 rows).');
    expect(error.details).toEqual([{ path: 'rows[1].width', message: 'is "x", not a number (so in 143 rows)' }]);
  });

  it('refuses objects for a model that does not know its columns by name, in one line', () => {
    const array: Signature = { ...iris, inputs: [{ name: 'X', type: 'float64', shape: [null, 6] }] };
    const error = refusalOf(() =>
      encodeRows(
        Array.from({ length: 9 }, () => ({ a: 1, b: 2 })),
        array,
      ),
    );
    expect(error.message).toBe(
      'rows[0] is an object, but the model does not know its columns by name: give a list of 6 values (so in 9 rows).',
    );
  });

  it('does not take fields that a row inherits', () => {
    const signature: Signature = { ...iris, inputs: [{ name: 'toString', type: 'string', shape: [null, 1] }] };
    expect(() => encodeRows([{}], signature)).toThrow('is missing');
  });
});

function refusalOf(action: () => unknown): MergelineError {
  try {
    action();
  } catch (error) {
    if (error instanceof MergelineError) return error;
  }
  throw new Error('Nothing was refused.');
}
