import type { Cell } from '../../core/domain/row.ts';
import type { ColumnKind } from '../../core/ports/dataset.ts';

const codes = { space: 0x20, plus: 0x2b, minus: 0x2d, point: 0x2e, zero: 0x30, nine: 0x39, E: 0x45, e: 0x65 } as const;
const truthValues = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

/**
 * Reads one cell as a kind; undefined when its text is not of the kind.
 *
 * - an empty cell, quoted or not, is missing, whatever the kind
 * - `number`: decimal digits with an optional sign, point and exponent, spaces around them allowed. `NaN`, `Infinity`,
 *   hexadecimal and thousands separators are none, nor are whole numbers beyond ±(2⁵³ − 1), which would lose digits
 * - `boolean`: `true`, `True`, `TRUE` and the same of `false`
 * - `string`: the text as it stands, spaces included
 */
export function parseCell(text: string, kind: ColumnKind): Cell | undefined {
  if (text === '') return null;
  switch (kind) {
    case 'string':
      return text;
    case 'boolean':
      return truthValues.get(text);
    case 'number':
      return parseNumber(text);
  }
}

function parseNumber(text: string): number | undefined {
  const form = formOf(text);
  if (form === undefined) return undefined;
  // Of texts of these characters alone, `Number` takes just those that the contract names.
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return form === 'fraction' || Number.isSafeInteger(value) ? value : undefined;
}

/** By the characters alone; a loop, because a regular expression takes most of the time that a large file takes. */
function formOf(text: string): 'whole' | 'fraction' | undefined {
  let [hasDigit, isWhole] = [false, true];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= codes.zero && code <= codes.nine) hasDigit = true;
    else if (code === codes.point || code === codes.e || code === codes.E) isWhole = false;
    else if (code !== codes.plus && code !== codes.minus && code !== codes.space) return undefined;
  }
  if (!hasDigit) return undefined;
  return isWhole ? 'whole' : 'fraction';
}

/** Finds the kind of a column while its cells pass by: a column is `number` or `boolean` only if each value is. */
export class KindFinder {
  #numbers = true;
  #booleans = true;
  #values = 0;
  #missing = 0;
  #firstMissing: number | undefined;

  add(text: string): void {
    if (text === '') {
      this.#missing += 1;
      this.#firstMissing ??= this.#values + 1;
      return;
    }
    this.#values += 1;
    if (this.#numbers) this.#numbers = parseNumber(text) !== undefined;
    if (this.#booleans) this.#booleans = truthValues.has(text);
  }

  get missing(): number {
    return this.#missing;
  }

  /** Counted from 1. */
  get firstMissing(): number | undefined {
    return this.#firstMissing;
  }

  get kind(): ColumnKind {
    if (this.#values === 0) return 'string';
    if (this.#numbers) return 'number';
    return this.#booleans ? 'boolean' : 'string';
  }
}
