import type { Signature, TensorSpec } from '../../core/domain/manifest.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import type { Row } from '../../core/ports/model-toolchain.ts';
import type { TensorParts } from './model-host.ts';
import { createTensorData, elementOf, faultOfValue, type RowValue } from './tensor-data.ts';

/** One value of a row: where it goes. `offset` counts within the input's own columns. */
interface Slot {
  readonly name: string;
  readonly input: TensorSpec;
  readonly offset: number;
  readonly width: number;
}

const faultsShown = 20;

/** Up to here every value that a row lacks is named. */
const manyValues = 10_000;

/**
 * Lays rows out as the model's inputs, each value checked against the signature.
 *
 * A row is an array with the values of all inputs one after another, or an object by column name (by input name for an
 * input of one column); fields that the model does not take are left alone.
 * @throws MergelineError `INPUT_INVALID` whose details name row and field.
 */
export function encodeRows(rows: readonly Row[], signature: Signature): Map<string, TensorParts> {
  const slots = slotsOf(signature, rows);
  const tensors = new Map(signature.inputs.map((input) => [input.name, emptyTensor(input, slots, rows.length)]));
  const dataOf = (input: TensorSpec) => tensors.get(input.name)?.data as (string | number | bigint)[];
  const faults = new RowFaults();
  const knowsNames = signature.inputs.every((input) => input.columns !== undefined || widthOf(input) === 1);
  for (const [index, row] of rows.entries()) {
    const values = valuesOf(row, slots);
    const unfit = faultOfRow(row, values, slots, knowsNames);
    if (unfit !== undefined) {
      faults.add(index, '', unfit);
      continue;
    }
    for (const [position, { name, input, offset, width }] of slots.entries()) {
      const value = values[position];
      const message = value === undefined ? missing(row) : faultOfValue(value, input.type);
      if (message !== undefined) faults.add(index, `.${name}`, message);
      else dataOf(input)[index * width + offset] = elementOf(value as RowValue, input.type);
    }
  }
  const [first, ...others] = faults.list();
  if (first) throw refusal([first, ...others], slots);
  return tensors;
}

function slotsOf(signature: Signature, rows: readonly Row[]): Slot[] {
  refuseTooShort(signature, rows);
  return signature.inputs.flatMap((input) => {
    const width = widthOf(input) ?? widthOfRows(rows, signature);
    const unnamed = width === 1 ? input.name : undefined;
    return Array.from({ length: width }, (_, offset) => {
      return { name: input.columns?.[offset] ?? unnamed ?? `${input.name}[${offset}]`, input, offset, width };
    });
  });
}

/** A model may say that it takes more values than there is memory to name them. */
function refuseTooShort({ inputs }: Signature, rows: readonly Row[]): void {
  const taken = inputs.reduce((sum, input) => sum + (widthOf(input) ?? 0), 0);
  if (taken <= manyValues) return;
  for (const [index, row] of rows.entries()) {
    const given = isArrayRow(row) ? row.length : Object.keys(row).length;
    if (given >= taken) continue;
    throw new MergelineError('INPUT_INVALID', `rows[${index}] has ${given} values; the model takes ${taken}.`);
  }
}

/** How many values of a row the input takes; undefined when the model leaves it open. */
function widthOf(input: TensorSpec): number | undefined {
  const sizes = input.shape.slice(1);
  return sizes.includes(null) ? undefined : sizes.reduce<number>((product, size) => product * (size as number), 1);
}

/** Of an open dimension the rows tell the size, when nothing else of them is open. */
function widthOfRows(rows: readonly Row[], { inputs }: Signature): number {
  const [first] = rows;
  const sizes = inputs[0]?.shape.slice(1) ?? [];
  if (inputs.length === 1 && sizes.length === 1 && Array.isArray(first)) return first.length;
  throw new MergelineError('INPUT_INVALID', 'The model leaves the size of a row open, so it cannot be laid out.', {
    hint: 'Export the model with fixed sizes for everything but the batch, or give rows as plain arrays.',
  });
}

function emptyTensor(input: TensorSpec, slots: readonly Slot[], rows: number): TensorParts {
  const width = slots.filter((slot) => slot.input === input).length;
  const dims = input.shape.map((size, axis) => (axis === 0 ? rows : (size ?? width)));
  return { type: input.type, data: createTensorData(input.type, rows * width), dims };
}

function valuesOf(row: Row, slots: readonly Slot[]): readonly (RowValue | undefined)[] {
  if (isArrayRow(row)) return row;
  return slots.map(({ name }) => (Object.hasOwn(row, name) ? row[name] : undefined));
}

/** What keeps a row as a whole from being laid out. */
function faultOfRow(
  row: Row,
  values: readonly unknown[],
  slots: readonly Slot[],
  knowsNames: boolean,
): string | undefined {
  if (values.length !== slots.length) return `has ${values.length} values; the model takes ${slots.length}`;
  if (knowsNames || isArrayRow(row) || slots.some(({ name }) => Object.hasOwn(row, name))) return undefined;
  return `is an object, but the model does not know its columns by name: give a list of ${slots.length} values`;
}

function isArrayRow(row: Row): row is readonly RowValue[] {
  return Array.isArray(row);
}

function missing(row: Row): string {
  return isArrayRow(row) ? 'is missing' : `is missing; the row has ${listOf(Object.keys(row))}`;
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'no fields';
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}

/** What is wrong with rows, each fault once, at the first row that has it. */
class RowFaults {
  readonly #faults = new Map<string, { row: number; place: string; message: string; count: number }>();

  add(row: number, place: string, message: string): void {
    const key = `${place} ${message}`;
    const fault = this.#faults.get(key);
    if (fault) fault.count += 1;
    else this.#faults.set(key, { row, place, message, count: 1 });
  }

  list(): Fault[] {
    return [...this.#faults.values()].map(({ row, place, message, count }) => ({
      path: `rows[${row}]${place}`,
      message: count === 1 ? message : `${message} (so in ${count} rows)`,
    }));
  }
}

function refusal(faults: readonly [Fault, ...Fault[]], slots: readonly Slot[]): MergelineError {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new MergelineError('INPUT_INVALID', `${first.path} ${first.message}${more}.`, {
    details: faults.slice(0, faultsShown),
    hint: `The model takes ${listOf(slots.map((slot) => slot.name))}.`,
  });
}
