import { type Digest, digestOf } from '../core/domain/digest.ts';
import { interpret } from './interpret/interpret.ts';
import type { Model } from './ir.ts';

/** Made-up rows on which two implementations of a model are compared. No training row is among them. */
export interface Sample {
  readonly width: number;
  /** Row after row. */
  readonly values: Float64Array;
}

/** How many units from the centre rows are drawn, and how many rows. */
const spreads = [
  { units: 1, rows: 64 },
  { units: 10, rows: 32 },
  { units: 1e3, rows: 16 },
  { units: 1e6, rows: 8 },
  { units: 1e-9, rows: 8 },
] as const;
const boundaries = 24;
const halvings = 60;
/** Multiplications that looking for boundaries may cost: wide models get fewer of them, at least one. */
const boundaryWork = 100_000_000;
/** Rows that move one column only; models with more columns than this move the first ones. */
const singleColumns = 64;
const seed = 0x6d65_7267;

/**
 * Rows around where the model was fitted: its centre, one column moved at a time, near and far random ones, and, for a
 * classifier, pairs of neighbours on either side of a decision boundary. The same model gives the same sample.
 */
export function drawSample(model: Model): Sample {
  const random = xorshift(seed);
  const { centre, unit } = surroundings(model);
  const draw = (units: number) =>
    centre.map((value, column) => value + units * (unit[column] as number) * normal(random));
  const rows = [centre, ...moveSingly(centre, unit), centre.map(() => 0)];
  for (const { units, rows: count } of spreads) rows.push(...Array.from({ length: count }, () => draw(units)));
  if (model.head.kind === 'linear-classifier') {
    const { inputs, outputs } = model.head.scores;
    const pairs = Math.max(1, Math.min(boundaries, Math.floor(boundaryWork / (halvings * inputs * outputs))));
    for (let pair = 0; pair < pairs; pair += 1) rows.push(...boundaryBetween(model, draw(2), draw(2)));
  }
  const width = model.input.width;
  const values = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) values.set(row, index * width);
  return { width, values };
}

export function* rowsOf({ width, values }: Sample): Generator<number[]> {
  for (let start = 0; start < values.length; start += width) yield [...values.subarray(start, start + width)];
}

/** Of the width and the values as little-endian float64. */
export function digestOfSample({ width, values }: Sample): Digest {
  const bytes = new Uint8Array(4 + values.length * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width, true);
  for (const [index, value] of values.entries()) view.setFloat64(4 + index * 8, value, true);
  return digestOf(bytes);
}

/** The row that the transforms send to zero, and how far each column must go from there to become one. */
function surroundings(model: Model): { centre: number[]; unit: number[] } {
  const columns = new Array<number>(model.input.width);
  const centre = undo(model, [...columns.fill(0)]).map((value) => finite(value, 0));
  const one = undo(model, [...columns.fill(1)]);
  return { centre, unit: one.map((value, column) => finite(Math.abs(value - (centre[column] as number)), 1)) };
}

function undo(model: Model, row: number[]): number[] {
  return model.transforms.reduceRight((values, transform) => {
    if (transform.kind === 'clip') return values;
    const invert = inverses[transform.kind];
    return values.map((value, column) => invert(value, transform.operand[column] as number));
  }, row);
}

const inverses = {
  add: (value: number, operand: number) => value - operand,
  subtract: (value: number, operand: number) => value + operand,
  multiply: (value: number, operand: number) => value / operand,
  divide: (value: number, operand: number) => value * operand,
};

function finite(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

function moveSingly(centre: readonly number[], unit: readonly number[]): number[][] {
  return unit
    .slice(0, singleColumns)
    .flatMap((step, moved) =>
      [step, -step].map((change) => centre.map((value, column) => (column === moved ? value + change : value))),
    );
}

/** The last row before the label changes and the first one after, on the line between two rows. */
function boundaryBetween(model: Model, from: number[], to: number[]): number[][] {
  const label = interpret(model, from).label;
  if (interpret(model, to).label === label) return [from, to];
  let [before, after] = [from, to];
  for (let step = 0; step < halvings; step += 1) {
    const [low, high] = [before, after];
    const middle = low.map((value, column) => value + ((high[column] as number) - value) / 2);
    if (interpret(model, middle).label === label) before = middle;
    else after = middle;
  }
  return [before, after];
}

/** Marsaglia's xorshift32, as numbers in (0, 1). */
function xorshift(start: number): () => number {
  let state = start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Box and Muller's transform. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
