import type { FactValue } from '../domain/query.ts';

/** By code points, as UTF-8 bytes order too; JavaScript's own order is by UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for the code points behind all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Numbers before texts. */
export function compareValues(left: FactValue, right: FactValue): number {
  if (typeof left === 'number') return typeof right === 'number' ? Math.sign(left - right) || 0 : -1;
  return typeof right === 'number' ? 1 : compareText(left, right);
}
