import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountOf, isMeantBy, parseActor } from '../../../core/domain/actor.ts';
import { requireActorName } from '../../../core/domain/actor-name.ts';

describe('a name', () => {
  test.each([
    'alice',
    'Ann Lee',
    'José Núñez-Łukasz',
    "O'Brien, Zoe\u0308 (2nd)",
    'Алексей Иванов',
    'Ευαγγελία',
    '山田 太郎',
    '김철수',
    'Ann 山田',
    'علی\u200cرضا',
    'क्\u200dष',
    '葛\u{e0100}城',
    'github:алексей',
    'Алексей <alexey@example.org>',
    'ann[bot]',
    'ann-7_b.c',
  ])('may be %j', (name) => {
    expect(() => requireActorName(name)).not.toThrow();
  });

  test.each([
    ['\u0430lice', 'Latin and Cyrillic'],
    ['Ann \u041bee', 'Latin and Cyrillic'],
    ['b\u03bfb', 'Latin and Greek'],
    ['ann\u0585', 'Latin and Armenian'],
    ['Ann <\u0430nn@example.org>', 'Latin and Cyrillic'],
    ['github:\u0430nn', 'Latin and Cyrillic'],
    ['ali\u200bce', 'U+200B'],
    ['ali\u200dce', 'U+200D'],
    ['alice\u00ad', 'U+00AD'],
    ['al\u202eeci', 'U+202E'],
    ['alice\u001b[2J', 'U+001B'],
    ['alice\nbob', 'U+000A'],
    ['alice\ufe0f', 'U+FE0F'],
  ])('is refused as %j', (name, why) => {
    expect(() => requireActorName(name)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining(why) }),
    );
  });

  test('of printable ASCII is always taken', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (name) => requireActorName(name) === undefined));
  });
});

test('composed and decomposed spellings are one person', () => {
  const [composed, decomposed] = ['Zo\u00eb \u00c5s', 'Zoe\u0308 A\u030as'];

  expect(isMeantBy(parseActor(composed), decomposed)).toBe(true);
  expect(accountOf(parseActor(composed))).toBe(accountOf(parseActor(decomposed)));
});
