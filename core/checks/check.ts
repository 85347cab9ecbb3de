import type { DoctorAnswer } from './doctor-answer.ts';

export type Check = DoctorAnswer['checks'][number];
type Group = Check['group'];

/** Makes the checks of one group. */
export function checksOf(group: Group) {
  return {
    ok: (check: string, message: string): Check => ({ group, check, state: 'ok', message }),
    warning: (check: string, message: string, hint: string): Check => ({
      group,
      check,
      state: 'warning',
      message,
      hint,
    }),
    problem: (check: string, message: string, hint: string): Check => ({
      group,
      check,
      state: 'problem',
      message,
      hint,
    }),
  };
}

/** `1 file`, `3 files` */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
