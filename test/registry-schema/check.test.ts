import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfModelName, faultOfStageName } from '../../core/domain/names.ts';
import { isVersion } from '../../core/domain/version.ts';
import { check } from '../../registry-schema/check.ts';
import { documents, kinds } from '../../registry-schema/documents.ts';
import { textRules } from '../../registry-schema/patterns.ts';
import { soundDocuments } from './sound-documents.ts';

const ajv = new Ajv2020({ strict: false });
const validators = new Map(kinds.map((kind) => [kind, ajv.compile(documents[kind].schema)] as const));

const oddValues = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  '',
  'latest',
  '../x',
  '1.10',
  [],
  ['a', 'a'],
  {},
  { gate: 'servable' },
  [[1]],
];

/** The places of a document, from the top down. */
function placesIn(value: unknown): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [[], ...steps.flatMap((step) => placesIn((value as never)[step]).map((rest) => [step, ...rest]))];
}

/** The document with something else at one place: another value, no value, or one more field. */
function spoil(document: unknown, place: readonly (string | number)[], odd: unknown, how: number): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  let parent = copy;
  for (const step of place.slice(0, -1)) parent = parent[step] as typeof parent;
  const last = place.at(-1);
  if (last === undefined) return odd;
  if (how === 0) parent[last] = odd;
  else if (how === 1 && typeof last === 'string') delete parent[last];
  else if (typeof last === 'string') parent[`${last}x`] = odd;
  return copy;
}

describe('check', () => {
  it.each(kinds)('agrees with a validator of JSON Schema about spoilt files of kind %s', (kind) => {
    const validate = validators.get(kind) as ValidateFunction;
    const spoilt = soundDocuments(kind).chain((document) =>
      fc
        .tuple(fc.constantFrom(...placesIn(document)), fc.constantFrom(...oddValues), fc.nat({ max: 2 }))
        .map(([place, odd, how]) => spoil(document, place, odd, how)),
    );
    fc.assert(
      fc.property(spoilt, (document) => {
        expect(check(documents[kind].schema, document).length === 0).toBe(validate(document));
      }),
      { numRuns: 300 },
    );
  });

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
