import { type Fault, MergelineError } from './errors.ts';

/** Runs a reading; a malformed file becomes a line among the faults instead of ending everything. */
export async function orFault<T>(faults: Fault[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MergelineError) || error.code !== 'FILE_INVALID') throw error;
    faults.push(...(error.details.length > 0 ? error.details : [{ message: error.message }]));
    return undefined;
  }
}
