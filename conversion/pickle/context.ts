import type { ByteReader } from '../byte-reader.ts';
import type { Budget } from './budget.ts';
import type { PyGlobal } from './values.ts';

/** What all pickles of one file share. */
export interface PickleContext {
  readonly reader: ByteReader;
  readonly budget: Budget;
  /** Every importable name that the file mentions, by module and name. */
  readonly globals: Map<string, PyGlobal>;
  /** joblib was here: arrays lie between the opcodes. */
  inlineArrays: boolean;
}
