import { MergelineError } from '../errors.ts';

const shownBefore = 40;
const shownBehind = 30;

/**
 * A query that cannot be read: what is wrong, in which column, and the place with a caret under it.
 * @param offset of the character in `text`, in UTF-16 units.
 */
export function queryError(text: string, offset: number, problem: string, advice?: string): MergelineError {
  const column = codePoints(text.slice(0, offset)) + 1;
  const message = `The query cannot be read at column ${column}: ${problem}.`;
  const hint = [...excerpt(text, offset), ...(advice === undefined ? [] : [advice])].join('\n');
  return new MergelineError('INPUT_INVALID', message, { hint, details: [{ message, column }] });
}

function excerpt(text: string, offset: number): readonly string[] {
  const start = Math.max(0, offset - shownBefore);
  const before = `${start > 0 ? '…' : ''}${text.slice(start, offset)}`;
  const end = offset + shownBehind;
  const behind = `${text.slice(offset, end)}${end < text.length ? '…' : ''}`;
  return [`${before}${behind}`.replace(/\s/g, ' '), `${' '.repeat(codePoints(before))}^`];
}

function codePoints(text: string): number {
  return Array.from(text).length;
}
