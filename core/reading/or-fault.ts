import type { ErrorCode } from '../error-catalogue.ts';
import { type Fault, MergelineError } from '../errors.ts';

const unreadable: readonly ErrorCode[] = ['FILE_INVALID', 'CREDENTIAL_FOUND'];

/** Runs a reading; a malformed file becomes a line among the faults, where there is a list of them, instead of ending everything. */
export async function orFault<T>(faults: Fault[] | undefined, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const isUnreadable = error instanceof MergelineError && unreadable.includes(error.code);
    if (faults === undefined || !isUnreadable) throw error;
    faults.push(...(error.details.length > 0 ? error.details : [{ message: error.message }]));
    return undefined;
  }
}
