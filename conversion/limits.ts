const kibi = 2 ** 10;
const mebi = 2 ** 20;
const gibi = 2 ** 30;

/** How much a model file may ask of whoever reads it. Sizes are in bytes. */
export interface Limits {
  readonly file: number;
  /** Of the unpacked file, and how many times larger than the packed one it may be (small ones may always be `unpackedFloor`). */
  readonly unpacked: number;
  readonly unpackedRatio: number;
  readonly unpackedFloor: number;
  /** Opcodes, and entries that they copy, in all pickles of the file together. */
  readonly operations: number;
  readonly stack: number;
  readonly marks: number;
  readonly memo: number;
  readonly text: number;
  readonly integer: number;
  /** Of all arrays together. */
  readonly arrays: number;
  readonly dimensions: number;
  /** Pickles within pickles, as joblib writes arrays of objects. */
  readonly nesting: number;
  /** Different importable names. */
  readonly globals: number;
  /** Estimators within estimators, and messages within messages. */
  readonly depth: number;
  /** Milliseconds for reading and converting, by the wall clock. */
  readonly time: number;
}

export const defaultLimits: Limits = {
  // The most that Node reads at once.
  file: 2 * gibi - 1,
  unpacked: 4 * gibi,
  unpackedRatio: 200,
  unpackedFloor: 16 * mebi,
  operations: 50_000_000,
  stack: 1_000_000,
  marks: 1_000,
  memo: 20_000_000,
  text: 64 * mebi,
  integer: 4 * kibi,
  arrays: 4 * gibi,
  dimensions: 32,
  nesting: 8,
  globals: 2_000,
  depth: 64,
  time: 60_000,
};
