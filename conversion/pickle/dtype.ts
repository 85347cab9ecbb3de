import { unreadable } from '../unreadable.ts';
import { type Dtype, describe, isKind, type PyValue } from './values.ts';

const bytesPerCharacter = 4;
const pointerSize = 8;

/** `numpy.dtype('f8')` and its kin; undefined for a description that pickles of arrays do not use. */
export function createDtype(description: PyValue | undefined): Dtype | undefined {
  if (typeof description !== 'string') return undefined;
  const [, order, type, digits] = /^([<>=|]?)([?bBiufcmMOSUV])(\d{0,9})$/.exec(description) ?? [];
  if (type === undefined) return undefined;
  return { kind: 'dtype', type: type === '?' ? 'b' : type, size: sizeOf(type, digits), bigEndian: order === '>' };
}

function sizeOf(type: string, digits: string | undefined): number {
  if (type === 'O') return pointerSize;
  const size = digits === undefined || digits === '' ? 1 : Number(digits);
  return type === 'U' ? size * bytesPerCharacter : size;
}

/**
 * `(version, byteorder, subdtype, names, fields, itemsize, alignment, flags[, metadata])`, versions 3 and 4 of
 * numpy's `dtype.__reduce__`. A size of -1 leaves what the description said.
 */
export function setDtypeState(dtype: Dtype, state: PyValue): void {
  if (!isKind(state, 'tuple')) throw unreadable(`An element type is described by ${describe(state)}.`);
  const [version, order, subarray, names, fields, size] = state.items;
  if (version !== 3 && version !== 4) throw unreadable('An element type is described in an unknown version of numpy.');
  if (subarray !== null) throw unreadable('An element type that is an array itself is not supported.');
  dtype.bigEndian = order === '>';
  if (typeof size === 'number' && size >= 0) dtype.size = size;
  if (names !== null) dtype.fields = fieldsOf(names, fields);
}

function fieldsOf(names: PyValue | undefined, fields: PyValue | undefined): Dtype['fields'] & {} {
  if (!isKind(names, 'tuple') || !isKind(fields, 'dict'))
    throw unreadable('A structured element type has no field list.');
  const table = new Map<string, { dtype: Dtype; offset: number }>();
  for (const name of names.items) {
    const place = fields.entries.get(name);
    const [dtype, offset] = isKind(place, 'tuple') ? place.items : [];
    if (typeof name !== 'string' || !isKind(dtype, 'dtype') || typeof offset !== 'number') {
      throw unreadable('A field of a structured element type is not described.');
    }
    table.set(name, { dtype, offset });
  }
  return table;
}

/** Whether elements are Python objects, which numpy writes as a pickle of their own. */
export function holdsObjects(dtype: Dtype): boolean {
  if (dtype.type === 'O') return true;
  return [...(dtype.fields?.values() ?? [])].some((field) => field.dtype.type === 'O');
}
