import { unreadable } from '../unreadable.ts';
import { narrow } from './literals.ts';
import { lengthOf } from './nd-array.ts';
import { type Dtype, describe, isKind, type NdArray, type PyValue } from './values.ts';

type ElementReader = (view: DataView, offset: number, littleEndian: boolean) => number;

const numberReaders = new Map<string, ElementReader>([
  ['f2', (view, offset, little) => view.getFloat16(offset, little)],
  ['f4', (view, offset, little) => view.getFloat32(offset, little)],
  ['f8', (view, offset, little) => view.getFloat64(offset, little)],
  ['i1', (view, offset) => view.getInt8(offset)],
  ['i2', (view, offset, little) => view.getInt16(offset, little)],
  ['i4', (view, offset, little) => view.getInt32(offset, little)],
  ['i8', (view, offset, little) => safe(view.getBigInt64(offset, little))],
  ['u1', (view, offset) => view.getUint8(offset)],
  ['u2', (view, offset, little) => view.getUint16(offset, little)],
  ['u4', (view, offset, little) => view.getUint32(offset, little)],
  ['u8', (view, offset, little) => safe(view.getBigUint64(offset, little))],
  ['b1', (view, offset) => view.getUint8(offset)],
]);

/** The elements in row-major order, whatever the array's own; undefined when they are no numbers. */
export function numbersOf(array: NdArray): Float64Array | undefined {
  const read = numberReaders.get(`${array.dtype.type}${array.dtype.size}`);
  if (read === undefined || !(array.data instanceof Uint8Array)) return undefined;
  const view = viewOf(array.data);
  const little = !array.dtype.bigEndian;
  const numbers = new Float64Array(lengthOf(array.shape));
  const places = array.fortran ? fortranPlaces(array.shape) : undefined;
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = read(view, (places?.[index] ?? index) * array.dtype.size, little);
  }
  return numbers;
}

/** The elements as Python values, in row-major order. */
export function valuesOf(array: NdArray): PyValue[] {
  const places = array.fortran ? fortranPlaces(array.shape) : undefined;
  return Array.from({ length: lengthOf(array.shape) }, (_, index) => valueAt(array, places?.[index] ?? index));
}

/** `numpy.core.multiarray.scalar(dtype, bytes)` as a plain value; undefined for a type that has none. */
export function scalarOf(dtype: PyValue | undefined, data: PyValue | undefined): PyValue | undefined {
  if (!isKind(dtype, 'dtype')) throw unreadable(`A number is of type ${describe(dtype)}.`);
  if (dtype.type === 'O') return data;
  if (!(data instanceof Uint8Array)) return undefined;
  if (data.length !== dtype.size) throw unreadable(`A number of ${dtype.size} bytes comes with ${data.length}.`);
  return decode(dtype, data);
}

function valueAt({ data, dtype }: NdArray, place: number): PyValue {
  if (!(data instanceof Uint8Array)) return data[place] as PyValue;
  const bytes = data.subarray(place * dtype.size, (place + 1) * dtype.size);
  return decode(dtype, bytes) ?? bytes;
}

function decode(dtype: Dtype, bytes: Uint8Array): PyValue | undefined {
  if (dtype.type === 'U') return decodeUcs4(bytes, !dtype.bigEndian);
  const read = numberReaders.get(`${dtype.type}${dtype.size}`);
  if (read === undefined) return undefined;
  const number = read(viewOf(bytes), 0, !dtype.bigEndian);
  return dtype.type === 'b' ? number !== 0 : number;
}

/** numpy pads text with zero characters, which do not count. */
function decodeUcs4(bytes: Uint8Array, littleEndian: boolean): string {
  const view = viewOf(bytes);
  const codes = Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => view.getUint32(at * 4, littleEndian));
  const text = codes.slice(0, codes.findLastIndex((code) => code !== 0) + 1);
  if (text.some((code) => code > 0x10ffff)) throw unreadable('An array of text names a character beyond Unicode.');
  return text.map((code) => String.fromCodePoint(code)).join('');
}

/** Where each element of the row-major order lies in the column-major one. */
function fortranPlaces(shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => lengthOf(shape.slice(0, axis)));
  const places = new Float64Array(lengthOf(shape));
  for (let index = 0; index < places.length; index += 1) {
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] as number;
      places[index] = (places[index] as number) + (rest % size) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
  }
  return places;
}

function safe(value: bigint): number {
  const number = narrow(value);
  if (typeof number === 'number') return number;
  throw unreadable(`The file holds the integer ${value}, which is too large to be exact.`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
