import { ByteReader } from '../byte-reader.ts';
import type { Limits } from '../limits.ts';
import { unreadable } from '../unreadable.ts';
import { Budget } from './budget.ts';
import type { PickleContext } from './context.ts';
import { runPickle } from './run-pickle.ts';
import type { PyGlobal, PyValue } from './values.ts';

/** A pickle or joblib file, read whole and run in no part. */
export interface Pickle {
  readonly root: PyValue;
  /** Every importable name that loading it in Python would look up. */
  readonly globals: readonly PyGlobal[];
  readonly writtenByJoblib: boolean;
}

/** @throws MergelineError `MODEL_UNREADABLE` for anything that is not exactly one pickle within the limits. */
export function readPickle(bytes: Uint8Array, limits: Limits): Pickle {
  const reader = new ByteReader(bytes);
  const context: PickleContext = { reader, budget: new Budget(limits), globals: new Map(), inlineArrays: false };
  const root = runPickle(context);
  if (reader.remaining > 0) {
    throw unreadable(
      `${reader.remaining} bytes follow the end of the pickle.`,
      'A model file is one pickle and nothing else.',
    );
  }
  return { root, globals: [...context.globals.values()], writtenByJoblib: context.inlineArrays };
}
