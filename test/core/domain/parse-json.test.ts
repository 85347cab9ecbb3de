import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../../core/domain/parse-json.ts';

test('every JSON text that nests reasonably is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a hundred levels are read, one more is refused', () => {
  expect(parseJson(nested(100))).toBeDefined();
  expect(() => parseJson(nested(101))).toThrow('The JSON nests deeper than 100 levels.');
});

test('brackets inside texts do not nest', () => {
  const text = JSON.stringify('["\\'.repeat(1000));
  expect(parseJson(text)).toBe(JSON.parse(text));
});

test('siblings do not nest', () => {
  const text = `[${Array.from({ length: 500 }, () => '{"a":[]}').join(',')}]`;
  expect(parseJson(text)).toHaveLength(500);
});

test('five million levels are refused without building them', () => {
  expect(() => parseJson('['.repeat(5_000_000))).toThrow(/deeper than 100/);
});

test.each(['', '{', '[1,]', 'NaN', '[Infinity]', '"\\', '{"a":1'])('%j is refused with the reason', (text) => {
  expect(() => parseJson(text)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(/^It is not JSON: /) }),
  );
});

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}
