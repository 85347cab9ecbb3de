import type { Signature, TensorSpec } from '../../core/domain/manifest.ts';
import type { Cell, Row } from '../../core/domain/row.ts';
import { MergelineError } from '../../core/errors.ts';
import { type AnsweredOutput, answeredOutputs } from './open-inference-response.ts';
import { datatypeOf } from './open-inference-tensor.ts';

export interface InferRequest {
  readonly id: string | undefined;
  readonly rows: readonly Row[];
  /** Those asked for, in that order; all of them when none is named. */
  readonly outputs: readonly AnsweredOutput[];
}

/** The values of one input, row by row. */
interface InputTensor {
  readonly rows: number;
  readonly width: number;
  readonly data: readonly Cell[];
}

/**
 * Reads a request whose tensors are JSON, flat or nested.
 * @throws MergelineError `INPUT_INVALID` that names the tensor.
 */
export function parseInferRequest(value: unknown, signature: Signature): InferRequest {
  if (!isObject(value)) throw invalid('The request is no JSON object.');
  const { id, inputs, outputs } = value;
  if (id !== undefined && typeof id !== 'string') throw invalid('id is not a text.');
  const tensors = byName(inputs, 'inputs');
  for (const name of tensors.keys()) {
    if (!signature.inputs.some((spec) => spec.name === name)) throw unknownTensor('input', name, signature.inputs);
  }
  const columns = signature.inputs.map((spec) => parseInput(tensors.get(spec.name), spec));
  return { id, rows: rowsOf(columns), outputs: parseOutputs(outputs, signature) };
}

function parseOutputs(value: unknown, signature: Signature): readonly AnsweredOutput[] {
  const answered = answeredOutputs(signature);
  if (value === undefined) return answered;
  const asked = [...byName(value, 'outputs').keys()];
  if (asked.length === 0) return answered;
  return asked.map((name) => {
    const output = answered.find(({ spec }) => spec.name === name);
    if (output) return output;
    throw unknownTensor(
      'output',
      name,
      answered.map(({ spec }) => spec),
    );
  });
}

function byName(value: unknown, key: 'inputs' | 'outputs'): Map<string, Record<string, unknown>> {
  if (!Array.isArray(value)) throw invalid(`${key} is not a list.`);
  const tensors = new Map<string, Record<string, unknown>>();
  for (const [index, tensor] of value.entries()) {
    const name = isObject(tensor) ? tensor['name'] : undefined;
    if (typeof name !== 'string') throw invalid(`${key}[${index}] has no name.`);
    if (tensors.has(name)) throw invalid(`${key} has ${quote(name)} twice.`);
    tensors.set(name, tensor);
  }
  return tensors;
}

function parseInput(tensor: Record<string, unknown> | undefined, spec: TensorSpec): InputTensor {
  if (tensor === undefined) throw invalid(`The input ${quote(spec.name)} is missing.`);
  const { datatype, shape, data, parameters } = tensor;
  const expected = datatypeOf(spec.type);
  if (datatype !== expected) {
    throw invalid(`The input ${quote(spec.name)} has the datatype ${quote(datatype)}; the model takes ${expected}.`);
  }
  if (isObject(parameters) && 'binary_data_size' in parameters) {
    throw invalid(`The input ${quote(spec.name)} is binary; this server takes tensors as JSON.`);
  }
  const sizes = parseShape(shape, spec);
  if (!Array.isArray(data)) throw invalid(`The input ${quote(spec.name)} has no list of data.`);
  const flat = flatten(data, sizes.length);
  const [rows = 0, ...inner] = sizes;
  const width = inner.reduce((product, size) => product * size, 1);
  if (flat.length !== rows * width) {
    throw invalid(
      `The input ${quote(spec.name)} has ${flat.length} values; its shape [${sizes.join(', ')}] asks for ${rows * width}.`,
    );
  }
  return { rows, width, data: flat };
}

function parseShape(shape: unknown, { name, shape: expected }: TensorSpec): readonly number[] {
  const sizes = Array.isArray(shape) ? shape : [];
  const fits =
    sizes.length === expected.length &&
    sizes.every((size, axis) => isSize(size) && (expected[axis] ?? size) === size) &&
    Number.isSafeInteger(sizes.reduce((product, size) => product * size, 1));
  if (fits) return sizes;
  const wanted = expected.map((size) => size ?? -1).join(', ');
  throw invalid(`The input ${quote(name)} has the shape ${quote(shape)}; the model takes [${wanted}].`);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Flat data as it is; nested data one level per dimension, its values in row-major order. */
function flatten(data: readonly unknown[], dimensions: number): readonly Cell[] {
  const flat = Array.isArray(data[0]) ? data.flat(dimensions - 1) : data;
  if (flat.every(isCell)) return flat;
  throw invalid('The data nests deeper than its shape, or holds an object.');
}

function isCell(value: unknown): value is Cell {
  return typeof value !== 'object' || value === null;
}

function rowsOf(inputs: readonly InputTensor[]): readonly Row[] {
  const [first, ...others] = inputs;
  const rows = first?.rows ?? 0;
  if (others.some((input) => input.rows !== rows)) throw invalid('The inputs have different numbers of rows.');
  return Array.from({ length: rows }, (_, row) =>
    inputs.flatMap(({ width, data }) => data.slice(row * width, (row + 1) * width)),
  );
}

function unknownTensor(role: 'input' | 'output', name: string, specs: readonly TensorSpec[]): MergelineError {
  return invalid(`The model has no ${role} ${quote(name)}; it has ${specs.map((spec) => spec.name).join(', ')}.`);
}

function invalid(message: string): MergelineError {
  return new MergelineError('INPUT_INVALID', message);
}

function quote(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
