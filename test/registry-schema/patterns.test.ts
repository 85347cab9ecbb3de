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
});
