import type { Fault } from '../core/errors.ts';

/** What a listing could not read, as warnings: one malformed file is told and hides nothing else. */
export function faultWarnings(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ file, line, column, path, message }) => {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    return [place, path, message].filter((part) => part !== undefined && part !== '').join(': ');
  });
}
