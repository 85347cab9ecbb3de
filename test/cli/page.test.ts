import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignColumns, commandLine, paint, quoteWord, widthOf, wrapText } from '../../cli/page.ts';
import { count, formatBytes, formatInstant, formatNumber } from '../../core/domain/units.ts';

const page = { colour: true, quiet: false, columns: 80 };

describe('a command that is suggested', () => {
  const then = { ...page, at: '3 days ago', registry: '../models' };

  it.each(['list iris', 'show iris@production', 'proposal list', 'model card iris', "search 'stage IS NULL'"])(
    'stays at the moment that was asked for: %s',
    (words) => {
      expect(commandLine(then, words)).toBe(`mergeline ${words} --at '3 days ago' --registry ../models`);
    },
  );

  it.each([
    'list --at c0ffee1234',
    'model card iris --write',
    'promote iris@1.0.0 --to <stage>',
    'evaluate iris@1.0.0',
  ])('has a moment of its own, or none: %s', (words) => {
    expect(commandLine(then, words)).toBe(`mergeline ${words} --registry ../models`);
  });
});

describe('alignColumns', () => {
  it('leaves two spaces between columns and none at the end of a line', () => {
    expect(
      alignColumns([
        ['a', 'long', ''],
        ['bbb', 'x', 'y'],
      ]),
    ).toBe('a    long\nbbb  x     y');
  });

  it('measures what is seen: no colours, and two columns for wide letters', () => {
    expect(
      alignColumns([
        [paint(page, 'red', 'a'), 'x'],
        ['花', 'y'],
      ]),
    ).toBe(`${paint(page, 'red', 'a')}   x\n花  y`);
  });

  it('keeps a cell with line feeds on its line', () => {
    expect(alignColumns([['a\n b', 'c']])).toBe('a b  c');
  });

  it('wraps the last column below itself', () => {
    const text = 'one two three four five six seven eight nine ten';

    expect(alignColumns([['gate', text]], { width: 40 })).toBe(
      'gate  one two three four five six seven\n      eight nine ten',
    );
  });

  it('of any texts gives lines of which every column starts at the same place', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab 花é'), maxLength: 8 }).map((text) => `${text}x`);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const starts = alignColumns(rows.map(([a]) => [a, '|']))
          .split('\n')
          .map((line) => widthOf(line.slice(0, line.lastIndexOf('|'))));
        expect(new Set(starts).size).toBe(1);
      }),
    );
  });
});

describe('wrapText', () => {
  it('loses no word and stays within the width wherever words allow it', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 30, max: 60 }), (words, width) => {
        const wrapped = wrapText(words.join(' '), width);

        expect(wrapped.split(/[ \n]/)).toEqual(words.length === 0 ? [''] : words);
        expect(wrapped.split('\n').every((line) => line.length <= width)).toBe(true);
      }),
    );
  });
});

describe('units', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [5_600_000, '5.6 MB'],
    [123_456_789_000, '123 GB'],
  ])('of %i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('of numbers, times and counts are what people read', () => {
    expect([formatNumber(0.9733333333), formatNumber(3), formatNumber(Number.NaN)]).toEqual(['0.973333', '3', 'NaN']);
    expect(formatInstant('2026-11-25T10:00:59Z')).toBe('2026-11-25 10:00 UTC');
    expect([count(1, 'row'), count(0, 'row'), count(2, 'entry', 'entries')]).toEqual(['1 row', '0 rows', '2 entries']);
  });
});

describe('quoteWord', () => {
  it('leaves plain words and quotes others for a POSIX shell', () => {
    expect(['./models', 'my models', "it's"].map(quoteWord)).toEqual(['./models', "'my models'", `'it'\\''s'`]);
  });
});
