import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../conversion/limits.ts';
import { numbersOf, valuesOf } from '../../../conversion/pickle/elements.ts';
import { readPickle } from '../../../conversion/pickle/read-pickle.ts';
import { isKind, type NdArray } from '../../../conversion/pickle/values.ts';
import { fixture, newest } from '../support/fixtures.ts';
import { global, pickle, protocol, text } from '../support/pickle-bytes.ts';
import { refusalOf } from '../support/refusal-of.ts';

const empty = `${global('numpy.core.multiarray', '_reconstruct')}${global('numpy', 'ndarray')}K\x00\x85C\x01b\x87R`;
const dtype = (name: string, order = '<') =>
  `${global('numpy', 'dtype')}${text(name)}\x89\x88\x87R(K\x03${text(order)}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb`;

/** An array out of its element type, shape, bytes and order. */
function arrayOf(type: string, shape: string, data: Uint8Array | number[], fortran = false, order = '<'): NdArray {
  const bytes = Uint8Array.from(data);
  const state = `(K\x01${shape}${dtype(type, order)}${fortran ? '\x88' : '\x89'}C${String.fromCharCode(bytes.length)}`;
  const { root } = readPickle(pickle(protocol(2), empty, state, bytes, 'tb.'), defaultLimits);
  if (!isKind(root, 'array')) throw new Error('It is no array.');
  return root;
}

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('arrays in a pickle', () => {
  it.each([
    ['f8', bytesOf(Float64Array.of(1.5, -2)), [1.5, -2]],
    ['f4', bytesOf(Float32Array.of(1.5, -2)), [1.5, -2]],
    ['f2', [0x00, 0x3e, 0x00, 0xc0], [1.5, -2]],
    ['i1', [1, 0xfe], [1, -2]],
    ['i2', bytesOf(Int16Array.of(300, -2)), [300, -2]],
    ['i4', bytesOf(Int32Array.of(70_000, -2)), [70_000, -2]],
    ['i8', bytesOf(BigInt64Array.of(2n ** 40n, -2n)), [2 ** 40, -2]],
    ['u1', [1, 0xfe], [1, 254]],
    ['u2', bytesOf(Uint16Array.of(65_000, 2)), [65_000, 2]],
    ['u4', bytesOf(Uint32Array.of(4_000_000_000, 2)), [4_000_000_000, 2]],
    ['u8', bytesOf(BigUint64Array.of(2n ** 40n, 2n)), [2 ** 40, 2]],
    ['b1', [1, 0], [1, 0]],
  ])('of %s are read as numbers', (type, data, values) => {
    expect(numbersOf(arrayOf(type, 'K\x02\x85', data))).toEqual(Float64Array.from(values));
  });

  it('are read in the order of their bytes', () => {
    const big = new Uint8Array(16);
    new DataView(big.buffer).setFloat64(8, 7.25, false);
    expect(numbersOf(arrayOf('f8', 'K\x02\x85', big, false, '>'))).toEqual(Float64Array.of(0, 7.25));
  });

  it('are read row by row when they lie column by column', () => {
    expect(numbersOf(arrayOf('i1', 'K\x02K\x03\x86', [1, 4, 2, 5, 3, 6], true))).toEqual(
      Float64Array.of(1, 2, 3, 4, 5, 6),
    );
    const cube = arrayOf('i1', 'K\x02K\x02K\x02\x87', [0, 4, 2, 6, 1, 5, 3, 7], true);
    expect(numbersOf(cube)).toEqual(Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7));
  });

  it('of text lose the padding and keep the rest', () => {
    const codes = bytesOf(Uint32Array.of(0x61, 0, 0, 0x1f600, 0x62, 0));
    expect(valuesOf(arrayOf('U3', 'K\x02\x85', codes))).toEqual(['a', '😀b']);
  });

  it('of truth values stay truth values', () => {
    expect(valuesOf(arrayOf('b1', 'K\x02\x85', [1, 0]))).toEqual([true, false]);
  });

  it('with integers that are not exact are refused', () => {
    const array = arrayOf('i8', 'K\x01\x85', bytesOf(BigInt64Array.of(2n ** 60n)));
    expect(refusalOf(() => numbersOf(array)).code).toBe('MODEL_UNREADABLE');
  });

  it('keep the element type that they were made with', () => {
    const type = `${dtype('f8')}q\x00`;
    const state = (reference: string) => `(K\x01K\x01\x85${reference}\x89C\x08${'\0'.repeat(6)}\xf0?tb`;
    const change = `h\x00(K\x03${text('>')}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb0`;
    const { root } = readPickle(pickle(protocol(2), type, '0', empty, state('h\x00'), change, '.'), defaultLimits);
    expect(isKind(root, 'array') && numbersOf(root)).toEqual(Float64Array.of(1));
  });

  it('of objects come out of the pickle that joblib puts in the middle', () => {
    const { root, writtenByJoblib } = readPickle(fixture(`${newest}/logistic-texts.joblib`).bytes, defaultLimits);
    const state = isKind(root, 'object') && isKind(root.state, 'dict') ? root.state.entries : new Map();
    const classes = state.get('classes_');
    expect(isKind(classes, 'array') && valuesOf(classes)).toEqual(['negative', 'neutral', 'positive é']);
    expect(writtenByJoblib).toBe(true);
  });

  it('that old joblib kept in other files are refused with the way out', () => {
    const wrapper = `${global('joblib.numpy_pickle', 'NDArrayWrapper')})\x81}b`;
    const error = refusalOf(() => readPickle(pickle(protocol(2), wrapper, '.'), defaultLimits));
    expect(error.hint).toBe('Dump the model again with a newer joblib.');
  });
});
