import type { Cell } from '../../core/domain/row.ts';
import type { ColumnKind } from '../../core/ports/dataset.ts';

const numberPattern = /^ *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *$/;
const wholePattern = /^ *[+-]?[0-9]+ *$/;
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
  if (!numberPattern.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return Number.isSafeInteger(value) || !wholePattern.test(text) ? value : undefined;
}

/** Finds the kind of a column while its cells pass by: a column is `number` or `boolean` only if each value is. */
export class KindFinder {
  #numbers = true;
  #booleans = true;
  #values = 0;
  #missing = 0;

  add(text: string): void {
    if (text === '') {
      this.#missing += 1;
      return;
    }
    this.#values += 1;
    if (this.#numbers) this.#numbers = parseNumber(text) !== undefined;
    if (this.#booleans) this.#booleans = truthValues.has(text);
  }

  get missing(): number {
    return this.#missing;
  }

  get kind(): ColumnKind {
    if (this.#values === 0) return 'string';
    if (this.#numbers) return 'number';
    return this.#booleans ? 'boolean' : 'string';
  }
}
