import type { Label } from '../domain/manifest.ts';

/** Orders labels of one type: numbers by value, false before true, text by Unicode code point (as NumPy does). */
export function compareLabels(a: Label, b: Label): number {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  return Number(a) - Number(b);
}

/** JavaScript's own order is by UTF-16 unit, which puts what is beyond U+FFFF before U+E000 to U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === length) return a.length - b.length;
  return (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0);
}
