import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CelCompiler } from '../../../adapters/cel/cel-compiler.ts';
import { MergelineError } from '../../../core/errors.ts';

const compiler = new CelCompiler();

const input = {
  candidate: {
    manifest: { tags: { team: 'risk' }, datasets: [{ name: 'train', rows: 120 }], created: '2026-11-25T10:00:00Z' },
    metrics: { verified: { 'iris-test': { accuracy: 0.97 } }, reported: { accuracy: 1 } },
    status: 'active',
  },
  incumbent: null,
  model: { name: 'iris', owners: ['ann'] },
  stage: 'production',
};

describe('an expression that can be judged', () => {
  test.each([
    ['candidate.metrics.verified["iris-test"].accuracy >= 0.95', true],
    ['candidate.metrics.verified["iris-test"].accuracy >= 1', false],
    ['candidate.metrics.reported.accuracy == 1', true],
    ['incumbent == null || incumbent.metrics.reported.accuracy < 0.5', true],
    ['has(candidate.metrics.verified.other)', false],
    ['has(incumbent.metrics)', false],
    ['candidate.manifest.datasets.all(it, it.rows > 100)', true],
    ['stage == "production" && "ann" in model.owners', true],
    ['timestamp(candidate.manifest.created) > timestamp("2026-01-01T00:00:00Z")', true],
    ['candidate.status == "active"\n  && candidate.manifest.tags.team == "risk"', true],
  ])('%s is %s', (text, expected) => {
    expect(compiler.compile(text)(input)).toBe(expected);
  });
});

describe('an expression that cannot be judged', () => {
  test.each([
    ['a missing key', 'candidate.metrics.verified.other.accuracy > 0.5', /column 28: No such key: other/],
    ['a field of a missing incumbent', 'incumbent.metrics.reported.accuracy > 0.5', /No such key: metrics/],
    [
      'values of different kinds',
      'candidate.metrics.reported.accuracy > candidate.manifest.tags.team',
      /no such overload/,
    ],
    ['a pattern that is none', 'stage.matches("(")', /[Rr]egular expression/],
    ['an answer that is a text', 'candidate.manifest.tags.team', /neither true nor false/],
  ])('throws for %s', (_what, text, message) => {
    expect(() => compiler.compile(text)(input)).toThrow(message);
  });
});

describe('an expression that cannot be read', () => {
  test.each([
    ['an unfinished one', '1 +', 1, 4],
    ['a double dot', 'candidate..status', 1, 11],
    ['an unknown variable', 'stage == "x" && process.exit(1)', 1, 17],
    ['a fault in the second line', 'stage == "x" &&\n  nothing == 1', 2, 3],
    ['one that answers a text', 'stage', 1, 1],
    ['one that compares a text with a number', 'stage == 1', 1, 1],
    ['loops three deep', '[1].all(a, [1].all(b, [1].all(c, true)))', 1, 1],
    ['one of 5,000 characters', `stage == "${'x'.repeat(5000)}"`, 1, 1],
    ['ten thousand parentheses', `${'('.repeat(2000)}true${')'.repeat(2000)}`, 1, undefined],
  ])('refuses %s and says where', (_what, text, line, column) => {
    const error = refusalOf(text);
    expect(error.code).toBe('FILE_INVALID');
    expect(error.details).toHaveLength(1);
    expect(error.details[0]).toMatchObject({ line, ...(column && { column }) });
  });

  test('a chain of loops is not nesting', () => {
    expect(compiler.compile('[1, 2].map(a, a + 1).filter(b, b > 2).map(c, c).all(d, d == 3)')(input)).toBe(true);
  });
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'])(
  'an expression cannot reach %s of an object',
  (name) => {
    for (const variable of ['candidate', 'candidate.manifest', 'candidate.metrics.verified', 'model.owners']) {
      expect(() => compiler.compile(`${variable}.${name} != null`)(input)).toThrow(MergelineError);
      expect(() => compiler.compile(`${variable}["${name}"] != null`)(input)).toThrow();
      expect(() => compiler.compile(`${variable}.${name}() != null`)(input)).toThrow(MergelineError);
    }
  },
);

test('any text either compiles to a function that answers or throws, or is refused with a place', () => {
  const words = fc.constantFrom(
    'candidate',
    '.status',
    '==',
    '"x"',
    'null',
    '&&',
    '(',
    ')',
    '[',
    ']',
    'has',
    '!',
    '1',
    '.all(a,',
    'stage',
    '?',
    ':',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((it) => it.join(' ')),
      ),
      (text) => {
        let compiled: ReturnType<CelCompiler['compile']>;
        try {
          compiled = compiler.compile(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MergelineError);
          return;
        }
        try {
          expect(compiled(input)).toBeTypeOf('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(MergelineError);
        }
      },
    ),
  );
});

function refusalOf(text: string): MergelineError {
  try {
    compiler.compile(text);
  } catch (error) {
    if (error instanceof MergelineError) return error;
    throw error;
  }
  throw new Error(`${text} was compiled.`);
}
