import { unreadable } from '../unreadable.ts';
import type { Budget } from './budget.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names in GLOBAL and INST, and texts of Python 2: UTF-8, which ASCII is a part of. */
export function parseText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw unreadable('A text in the pickle is not UTF-8.', 'Python 2 wrote such files; write it again with Python 3.');
  }
}

/** INT and LONG lines; `I00` and `I01` are how protocols 0 and 1 write False and True. */
export function parseIntegerLine(line: Uint8Array, budget: Budget): number | bigint | boolean {
  budget.check('digits in an integer', line.length, 'integer');
  const text = parseText(line);
  if (text === '00' || text === '01') return text === '01';
  const [, digits] = /^([+-]?\d+)L?$/.exec(text) ?? [];
  if (digits === undefined) throw unreadable(`${JSON.stringify(text.slice(0, 40))} in the pickle is no integer.`);
  return narrow(BigInt(digits.replace(/^\+/, '')));
}

/** A little-endian two's complement integer of any length; no bytes are 0. */
export function decodeLong(bytes: Uint8Array): number | bigint {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return narrow(hex === '' ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`)));
}

export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** As Python's `repr` writes floats, with `inf` and `nan`. */
export function parseFloatLine(line: Uint8Array): number {
  const text = parseText(line);
  const special = /^([+-]?)(inf|nan)$/i.exec(text);
  if (special !== null) return special[2]?.toLowerCase() === 'nan' ? Number.NaN : Number(`${special[1]}Infinity`);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw unreadable(`${JSON.stringify(text.slice(0, 40))} in the pickle is no number.`);
  }
  return Number(text);
}

/** STRING: a quoted literal of Python 2. */
export function parseStringLine(line: Uint8Array): string {
  const text = parseText(line);
  const quote = text.charAt(0);
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) {
    throw unreadable('A text in the pickle is not quoted.');
  }
  return text.slice(1, -1).replaceAll(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs, (_, sequence: string) => unquote(sequence));
}

const escapes = new Map(Object.entries({ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' }));

function unquote(sequence: string): string {
  if (sequence.startsWith('x') && sequence.length === 3) return asciiOf(Number.parseInt(sequence.slice(1), 16));
  if (/^[0-7]/.test(sequence)) return asciiOf(Number.parseInt(sequence, 8));
  const known = escapes.get(sequence);
  if (known !== undefined) return known;
  return /^[\\'"]$/.test(sequence) ? sequence : `\\${sequence}`;
}

function asciiOf(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  throw unreadable('The pickle holds text of Python 2 beyond ASCII.', 'Write it again with Python 3.');
}

/** UNICODE: Python's `raw-unicode-escape`, Latin-1 with `\uXXXX` and `\UXXXXXXXX` for the rest. */
export function parseRawUnicode(line: Uint8Array): string {
  const latin1 = Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1');
  return latin1.replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (code > 0x10ffff) throw unreadable('A text in the pickle names a character beyond Unicode.');
    return String.fromCodePoint(code);
  });
}
