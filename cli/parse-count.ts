import { MergelineError } from '../core/errors.ts';

/** @throws MergelineError `USAGE` */
export function parseCount(text: string, option: string): number {
  if (/^[0-9]{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new MergelineError('USAGE', `${option} ${JSON.stringify(text)} is no number.`, {
    hint: 'Write a whole number from 1 on.',
  });
}
