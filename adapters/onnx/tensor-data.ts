import type { Tensor } from 'onnxruntime-node';
import type { TensorType } from '../../core/domain/manifest.ts';

export type RowValue = number | string | boolean | null;

const numberArrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

/** Room for so many values of a type. */
export function createTensorData(type: TensorType, length: number): Tensor.DataType {
  if (type === 'string') return new Array<string>(length);
  if (type === 'int64') return new BigInt64Array(length);
  return type === 'uint64' ? new BigUint64Array(length) : new numberArrays[type](length);
}

/** The value as an element of a tensor of the type, in which `faultOfValue` found no fault. */
export function elementOf(value: RowValue, type: TensorType): string | number | bigint {
  if (type === 'string') return value as string;
  return type === 'int64' || type === 'uint64' ? BigInt(value as number) : Number(value);
}

const integerRanges: Partial<Record<TensorType, readonly [number, number]>> = {
  int8: [-(2 ** 7), 2 ** 7 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

/** Why the value cannot be of the type. Truth values count as 0 and 1, as in a pandas frame; nothing else is converted. */
export function faultOfValue(value: RowValue, type: TensorType): string | undefined {
  if (type === 'string') return typeof value === 'string' ? undefined : `is ${show(value)}, not a text`;
  if (typeof value === 'boolean') return undefined;
  if (type === 'bool') return `is ${show(value)}, not true or false`;
  if (typeof value !== 'number') return `is ${show(value)}, not a number`;
  if (!Number.isFinite(value)) return `is ${value}, not a finite number`;
  const range = integerRanges[type];
  if (range === undefined) return undefined;
  if (!Number.isInteger(value)) return `is ${value}, not a whole number`;
  return value >= range[0] && value <= range[1] ? undefined : `is ${value}, which does not fit ${type}`;
}

function show(value: RowValue): string {
  return JSON.stringify(value).slice(0, 40);
}
