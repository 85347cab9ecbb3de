import { unreadable } from '../unreadable.ts';
import type { Budget } from './budget.ts';
import { holdsObjects } from './dtype.ts';
import { type Dtype, describe, isKind, type NdArray, type PyValue } from './values.ts';

/** What `numpy.core.multiarray._reconstruct` gives before its state is set. */
export function emptyArray(): NdArray {
  const dtype: Dtype = { kind: 'dtype', type: 'i', size: 1, bigEndian: false };
  return { kind: 'array', dtype, shape: [0], fortran: false, data: new Uint8Array() };
}

/** `(version, shape, dtype, isFortran, data)` of numpy's `ndarray.__reduce__`. */
export function setArrayState(array: NdArray, state: PyValue, budget: Budget): void {
  const [version, shape, dtype, fortran, data] = isKind(state, 'tuple') ? state.items : [];
  if (version !== 1 || typeof fortran !== 'boolean') throw unreadable(`An array is described by ${describe(state)}.`);
  array.dtype = dtypeOf(dtype);
  array.shape = shapeOf(shape, budget);
  array.fortran = fortran;
  array.data = dataOf(array, data, budget);
}

/** Protocol 5: `_frombuffer(bytes, dtype, shape, order)`; undefined for orders other than C and F. */
export function arrayFromBuffer([data, dtype, shape, order]: readonly PyValue[], budget: Budget): NdArray | undefined {
  if (order !== 'C' && order !== 'F') return undefined;
  const array = { ...emptyArray(), dtype: dtypeOf(dtype), shape: shapeOf(shape, budget), fortran: order === 'F' };
  return { ...array, data: dataOf(array, data, budget) };
}

/** @throws MergelineError `MODEL_UNREADABLE` for a shape that no array can have within the limits. */
export function shapeOf(shape: PyValue | undefined, budget: Budget): readonly number[] {
  const sizes = isKind(shape, 'tuple') ? shape.items : typeof shape === 'number' ? [shape] : undefined;
  if (sizes === undefined) throw unreadable(`The shape of an array is ${describe(shape)}.`);
  budget.check('dimensions', sizes.length, 'dimensions');
  if (sizes.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0)) {
    return sizes as readonly number[];
  }
  throw unreadable('The shape of an array is not made of sizes.');
}

/** A copy: a later BUILD of the same type object must not reach arrays that were made already. */
export function dtypeOf(value: PyValue | undefined): Dtype {
  if (isKind(value, 'dtype')) return { ...value };
  throw unreadable(`The element type of an array is ${describe(value)}.`);
}

/** How many bytes the elements take, counted against the budget before they are read. */
export function byteLengthOf({ dtype, shape }: Pick<NdArray, 'dtype' | 'shape'>, budget: Budget): number {
  const count = lengthOf(shape);
  if (dtype.size === 0 && count > 0) throw unreadable('An array holds elements of no size.');
  budget.allocate(count * dtype.size);
  return count * dtype.size;
}

export function lengthOf(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((product, size) => product * size, 1);
}

function dataOf(array: NdArray, data: PyValue | undefined, budget: Budget): NdArray['data'] {
  const length = byteLengthOf(array, budget);
  if (data instanceof Uint8Array && !holdsObjects(array.dtype)) {
    if (data.length === length) return data;
    throw unreadable(`An array of ${length} bytes comes with ${data.length}.`);
  }
  if (!isKind(data, 'list') || array.dtype.type !== 'O') throw unreadable(`An array's elements are ${describe(data)}.`);
  if (data.items.length !== lengthOf(array.shape)) {
    throw unreadable(`An array of ${lengthOf(array.shape)} elements comes with ${data.items.length}.`);
  }
  budget.spend(data.items.length);
  return [...data.items];
}
