import { unreadable } from '../unreadable.ts';
import type { PickleContext } from './context.ts';
import { holdsObjects } from './dtype.ts';
import { byteLengthOf, dtypeOf, lengthOf, shapeOf } from './nd-array.ts';
import { describe, isGlobal, isKind, type NdArray, newObject, type PyObject, type PyValue } from './values.ts';

const wrapperModule = 'joblib.numpy_pickle';

/**
 * joblib puts an array's bytes between the opcodes, right behind the `NumpyArrayWrapper` that describes it. Files of
 * joblib before 0.10 keep them in other files instead.
 * @param readNested reads a whole pickle from here to its STOP.
 * @returns the array, or undefined when the object is no wrapper.
 */
export function readInlineArray(
  wrapper: PyObject,
  context: PickleContext,
  readNested: () => PyValue,
): NdArray | PyObject | undefined {
  refuseOldJoblib(wrapper);
  if (!isGlobal(wrapper.callable, wrapperModule, 'NumpyArrayWrapper')) return undefined;
  context.inlineArrays = true;
  const attributes = isKind(wrapper.state, 'dict') ? wrapper.state.entries : new Map<PyValue, PyValue>();
  const array = readArray(attributes, context, readNested);
  const subclass = attributes.get('subclass');
  const isPlain = isGlobal(subclass, 'numpy', 'ndarray') || isGlobal(subclass, 'numpy', 'memmap');
  if (isPlain || subclass === undefined) return array;
  return newObject(subclass, [array]);
}

function readArray(
  attributes: ReadonlyMap<PyValue, PyValue>,
  { reader, budget }: PickleContext,
  readNested: () => PyValue,
): NdArray {
  const dtype = dtypeOf(attributes.get('dtype'));
  const shape = shapeOf(attributes.get('shape'), budget);
  if (holdsObjects(dtype)) return readObjects(shape, readNested);
  const order = attributes.get('order');
  if (order !== 'C' && order !== 'F') throw unreadable(`joblib's order of an array is ${describe(order)}.`);
  const alignment = attributes.get('numpy_array_alignment_bytes') ?? null;
  if (alignment !== null) reader.take(reader.uint8());
  const data = reader.take(byteLengthOf({ dtype, shape }, budget));
  return { kind: 'array', dtype, shape, fortran: order === 'F', data };
}

/** Arrays of Python objects are a complete pickle of their own, with its own memo and STOP. */
function readObjects(shape: readonly number[], readNested: () => PyValue): NdArray {
  const array = readNested();
  if (isKind(array, 'array') && lengthOf(array.shape) === lengthOf(shape)) return array;
  throw unreadable(`joblib announces an array of objects, but ${describe(array)} follows.`);
}

function refuseOldJoblib({ callable }: PyObject): void {
  const old = ['NDArrayWrapper', 'ZNDArrayWrapper'];
  if (!isKind(callable, 'global') || !old.includes(callable.name) || !callable.module.startsWith('joblib.')) return;
  throw unreadable(
    'joblib before 0.10 wrote this file and keeps its arrays in other files.',
    'Dump the model again with a newer joblib.',
  );
}
