import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfModelName, faultOfStageName } from '../../core/domain/names.ts';
import { isVersion } from '../../core/domain/version.ts';
import { textRules } from '../../registry-schema/patterns.ts';

describe('textRules', () => {
  it.each([
    ['model names', textRules.modelName.pattern, (text: string) => faultOfModelName(text) === undefined],
    ['stage names', textRules.stageName.pattern, (text: string) => faultOfStageName(text) === undefined],
    ['versions', textRules.version.pattern, isVersion],
  ])('has a pattern for %s that says what the domain says', (_, pattern, holds) => {
    const expression = new RegExp(pattern, 'u');
    const parts = [
      'a',
      'B',
      '0',
      '01',
      '1',
      '.',
      '..',
      '_',
      '__',
      '-',
      '/',
      'lock',
      '.lock',
      'con',
      'nul',
      'com1',
      'v1',
      'latest',
      'versions',
      'x'.repeat(63),
      '\n',
      'rc',
    ];
    const text = fc.oneof(
      fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((it) => it.join('')),
      fc.constantFrom(
        'con.x',
        'x/con.y',
        'lock',
        'a.lock/b',
        'a/b.lock',
        'stages/x',
        'x/stages',
        'a/b/c',
        '1.0.0-rc.1',
        '1.0.0-01',
        '1.0',
        '1.2.3+b',
        'vision',
      ),
    );
    const agrees = fc.property(text, (it) => {
      expect(expression.test(it)).toBe(holds(it));
    });
    fc.assert(agrees, { numRuns: 3000 });
  });

  it.each(Object.entries(textRules))('tests any text against %s in time that does not run away', (_, { pattern }) => {
    const expression = new RegExp(pattern, 'u');
    const texts = ['a', 'a-', '.', '/', 'a.', '-', '1.', '@', ' ', 'a/', '_', '&token'].map((part) =>
      part.repeat(50_000),
    );
    const start = performance.now();
    for (const text of texts) expression.test(`${text}\u0000`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('has a pattern for days that are in the calendar, and for no others', () => {
    const pattern = new RegExp(textRules.date.pattern, 'u');
    const day = fc.tuple(fc.nat(9999), fc.nat(13), fc.nat(32)).map(([year, month, date]) => {
      return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
    });
    fc.assert(
      fc.property(day, (text) => {
        const milliseconds = Date.parse(`${text}T00:00:00Z`);
        const isThere = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
        expect(pattern.test(text)).toBe(isThere);
      }),
    );
    for (const text of ['2024-02-29', '2000-02-29', '2026-12-31']) expect(pattern.test(text)).toBe(true);
    for (const text of ['2026-02-29', '2100-02-29', '2026-1-1', '2026-10-01T00:00:00Z', ' 2026-10-01', '26-10-01'])
      expect(pattern.test(text)).toBe(false);
  });
});
