import fc from 'fast-check';
import { JSON_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readCanonical } from '../../registry-schema/canonical-reader.ts';
import { writeCanonical } from '../../registry-schema/canonical-writer.ts';
import { readYaml } from '../../registry-schema/yaml-reader.ts';
import { goodManifest } from './hostile/good-files.ts';

/** Values that are easily misread, one on a line. */
const values = String.raw`1 1.10 1e3 1.0e+400 0x1F 007 .5 "x" "\u0041\n" "\ud83c" [1,null] [] [[1]] {} {"a":1} true null yes ~ &a *a !!str | > 'q' " ? - -- ...`;
const value = fc.constantFrom(...values.split(' '), '12345678901234567890', '"a: b"', '"a" # b', '[1] ', '\t1');
const name = fc.constantFrom('a', 'b', '"c d"', 'e1', 'null', '__proto__', '<<', '1', '?');
const indentation = fc.constantFrom('', '', '', '  ', '  ', '    ', '  - ', '- ');
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(indentation, name, value).map(([spaces, key, it]) => `${spaces}${key}: ${it}`) },
  { weight: 2, arbitrary: fc.tuple(indentation, name).map(([spaces, key]) => `${spaces}${key}:`) },
  { weight: 1, arbitrary: fc.tuple(indentation, value).map(([spaces, it]) => `${spaces}- ${it}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '# c', '    # c', '---', '...', '%YAML 1.2') },
);

describe('readCanonical', () => {
  it('reads what it takes as other readers of YAML do', () => {
    let taken = 0;
    const soup = fc.array(line, { minLength: 1, maxLength: 6 }).map((it) => `${it.join('\n')}\n`);
    fc.assert(
      fc.property(soup, (text) => {
        const read = readCanonical(text);
        if (read === undefined) return;
        taken += 1;
        const { value, faults } = readYaml(text);
        expect(faults).toEqual([]);
        expect(read).toEqual(value);
        expect(read).toEqual(load(text, { schema: JSON_SCHEMA }));
      }),
      { numRuns: 100_000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it('reads a manifest with one character changed as other readers do, or not at all', () => {
    const change = fc.tuple(
      fc.nat({ max: goodManifest.length - 1 }),
      fc.constantFrom(...' \n\t"\':-[]{}#&*!?|>%@`,\\0aZ_.~'),
    );
    fc.assert(
      fc.property(change, ([at, character]) => {
        const text = goodManifest.slice(0, at) + character + goodManifest.slice(at + 1);
        const read = readCanonical(text);
        if (read === undefined) return;
        expect(readYaml(text).faults).toEqual([]);
        expect(read).toEqual(readYaml(text).value);
      }),
      { numRuns: 1_500 },
    );
  });

  it('takes any plain data that the writer wrote, and gives it back', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('null', 'No', 'e1', '1', '-', '', 'constructor'),
    );
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => (it === 0 ? 0 : it)),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { mapping } = fc.letrec<{ value: unknown; mapping: Record<string, unknown> }>((tie) => ({
      mapping: fc.dictionary(
        name.filter((it) => it !== '__proto__'),
        tie('value'),
        { minKeys: 1, maxKeys: 4, noNullPrototype: true },
      ),
      value: fc.oneof(
        { maxDepth: 4 },
        scalar,
        fc.array(scalar, { maxLength: 4 }),
        tie('mapping'),
        fc.array(tie('mapping'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(mapping, (value) => {
        expect(readCanonical(writeCanonical(value))).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a comment behind a value', 'a: 1 # one\n'],
    ['text without quotes', 'a: text\n'],
    ['no line end at the end', 'a: 1'],
    ['an anchor', 'a: &x 1\n'],
    ['a name that stands twice', 'a: 1\na: 2\n'],
    ['the prototype of objects', '__proto__: {}\n'],
    ['a whole number that would be rounded', 'a: 12345678901234567890\n'],
    ['Windows line ends', 'a: 1\r\n'],
  ])('leaves %s to the other reader', (_, text) => {
    expect(readCanonical(text)).toBeUndefined();
  });
});
