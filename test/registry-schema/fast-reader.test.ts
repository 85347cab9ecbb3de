import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCanonical } from '../../registry-schema/canonical-writer.ts';
import { readFast } from '../../registry-schema/fast-reader.ts';
import { readYaml } from '../../registry-schema/yaml-reader.ts';
import { goodManifest, goodModel, goodPolicy } from './hostile/good-files.ts';

/** Values that are easily misread, one on a line. */
const values = String.raw`1 1.10 -0.5 1e3 1.0e+400 0x1F -0x1F 0b11 0o17 1_000 007 .5 5. +5 1:30 "x" "\u0041\n" "\ud83c" "\x41" 'x' 'it''s' '" '' [1,null] [] [[1]] {} {"a":1} {a:1} true Null yes ~ &a *a !!str | > q ? - -- ... a"b a#b a:b : , ] } @ % é`;
const phrases = [
  '12345678901234567890',
  '"a: b"',
  '"a" # b',
  '"a: &x "',
  '[1] ',
  '\t1',
  '[a, b c, "d, e"]',
  '{a: 1, b: {c: [d]}}',
  '{1: a}',
  '{a}',
  '[a: b]',
  '[&x a]',
  '{a: *x}',
  '{? a: b}',
  '[a, b',
  'c]',
  'a b: c',
  'two words',
  'a  #b',
  'x "y',
  '&x "y"',
  '- a: b',
  '2026-11-25T10:00:00Z',
  'https://example.com/a?b=c#d',
];
const value = fc.constantFrom(...values.split(' '), ...phrases);
const name = fc.constantFrom(
  'a',
  'b',
  '"c d"',
  "'e'",
  'e1',
  'null',
  'True',
  '__proto__',
  '"\\u005f_proto__"',
  '<<',
  '1',
  '?',
  'a"',
  '&x a',
  '*x ',
  '! a',
  'é',
);
const indentation = fc.constantFrom('', '', '', '  ', '  ', '    ', '  - ', '- ', '- - ', '\t');
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(indentation, name, value).map(([spaces, key, it]) => `${spaces}${key}: ${it}`) },
  { weight: 2, arbitrary: fc.tuple(indentation, name).map(([spaces, key]) => `${spaces}${key}:`) },
  { weight: 1, arbitrary: fc.tuple(indentation, value).map(([spaces, it]) => `${spaces}- ${it}`) },
  { weight: 1, arbitrary: fc.tuple(indentation, value).map(([spaces, it]) => `${spaces}${it}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '# c', '    # c', '---', '...', '%YAML 1.2') },
);

/** Whether the fast reader took the text; if so, the careful one must find no fault and read the same. */
function isReadAlike(text: string): boolean {
  const read = readFast(text);
  if (read === undefined) return false;
  const { value: careful, faults } = readYaml(text);
  expect(faults, text).toEqual([]);
  expect(read, text).toEqual(careful);
  return true;
}

describe('readFast', () => {
  it('reads what it takes as the careful reader does', () => {
    let taken = 0;
    const soup = fc.array(line, { minLength: 1, maxLength: 5 }).map((it) => `${it.join('\n')}\n`);
    fc.assert(
      fc.property(soup, (text) => {
        if (isReadAlike(text)) taken += 1;
      }),
      { numRuns: 60_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  it.each([
    ['a manifest', goodManifest],
    ['a policy', goodPolicy],
  ])('reads %s with some characters changed as the careful reader does, or leaves it', (_, good) => {
    const character = fc.constantFrom(...' \n\t"\':-[]{}#&*!?|>%@`,\\0aZ_.~xé');
    const changes = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), character), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (made) => {
        isReadAlike(made.reduce((text, [at, it]) => text.slice(0, at) + it + text.slice(at + 1), good));
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
      fc.string({ unit: 'grapheme' }).filter((it) => !it.includes('__proto__')),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((it) => !(Number.isInteger(it) && Math.abs(it) > 9e15) && Math.abs(it) < 1e100)
        .map((it) => (it === 0 ? 0 : it)),
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
        expect(readFast(writeCanonical(value))).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['the style of a person', goodPolicy],
    ['a comment behind a value', 'a: 1 # one\n'],
    ['Windows line ends, once they are gone', goodModel.replaceAll('\n', '\r\n').replaceAll('\r\n', '\n')],
    ['no line end at the end', 'a: 1'],
    ['mappings on one line', 'gates: [{ gate: approvals, count: 1, by: [owners] }]\n'],
    ['addresses, times and other words with colons', 'a: https://x.org/y?z#1\nb: 2026-11-25T10:00:00Z\n'],
    ['sentences', "a: It's said, by most & all, that C# is fine.\n"],
  ])('takes %s', (_, text) => {
    expect(readFast(text)).toEqual(readYaml(text).value);
  });

  it.each([
    ['an anchor', 'a: &x 1\n'],
    ['an anchor behind what looks like a quote', 'a": &x "b" #"\n'],
    ['an anchor before a name', '&x a: 1\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a directive', '%YAML 1.1\n---\na: 1\n'],
    ['a second document', 'a: 1\n---\nb: 1\n'],
    ['a name that is a number', 'a: {1: b}\n'],
    ['a name that is a list', '? [a]\n: b\n'],
    ['a name that stands twice', 'a: 1\na: 2\n'],
    ['a text on many lines', 'a: |\n  b\n'],
    ['the prototype of objects', '__proto__: {}\n'],
    ['a whole number that would be rounded', 'a: 12345678901234567890\n'],
    ['a number in another notation', 'a: 0x1F\n'],
    ['a number for some readers only', 'a: 1_000\n'],
    ['half a character', 'a: "\\ud83c"\n'],
    ['lists that nest too deep', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`],
  ])('leaves %s to the careful reader', (_, text) => {
    expect(readFast(text)).toBeUndefined();
  });

  it('is done with any 256 KB in a time that does not run away', () => {
    const parts = [
      '- ',
      'a: ',
      '[',
      '[ ',
      '{a: ',
      'a ',
      '1 ',
      '1,',
      '-1',
      '"',
      "'",
      '"" ',
      ' ',
      ' #',
      ':',
      'x#',
      '[]',
      '- a: ',
      '0 _',
      'a\n',
      'a:\n',
      '- \n',
    ];
    for (const start of ['', 'a: ', 'a: [', 'a: {']) {
      for (const part of parts) {
        const text = `${start}${part.repeat((256 * 1024) / part.length)}\t`;
        const { user } = process.cpuUsage();
        readFast(text);
        expect((process.cpuUsage().user - user) / 1e6, JSON.stringify(start + part)).toBeLessThan(2);
      }
    }
  });
});
