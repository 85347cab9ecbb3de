import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountOf, isMeantBy, parseActor, tracesOf } from '../../../core/domain/actor.ts';

describe('an account', () => {
  test.each([
    'ann',
    'Ann',
    ' ANN ',
    '@ann',
    'github:ann',
    'GitHub: Ann',
    'ann@example.org',
    'ann+spam@example.org',
    'Ann Lee <ann@example.org>',
    '<ann@example.org>',
    '1234+ann@users.noreply.github.com',
    'ann@users.noreply.github.com',
    'mailto:ann@example.org',
    'https://github.com/ann',
    'ａｎｎ',
    'a\u200bn\u00adn',
    'ann[bot]',
    'Änn',
  ])('is ann in %j', (text) => {
    expect(accountOf(parseActor(text))).toBe('ann');
  });

  test('is the same with and without separators', () => {
    expect(accountOf(parseActor('Ann Lee'))).toBe(accountOf(parseActor('ann.lee@example.org')));
  });

  test.each(['', ' ', '\u200b', '<>', '@', '---', '[bot]'])('is nobody in %j', (text) => {
    expect(accountOf(parseActor(text))).toBe('');
  });

  test('differs between different people', () => {
    expect(accountOf(parseActor('ann'))).not.toBe(accountOf(parseActor('anne')));
  });
});

test('a name and an address that stand together are both traces', () => {
  expect([...tracesOf(parseActor('Ann Lee <al@example.org>'))]).toEqual(['annlee', 'al']);
});

test.each([
  ['renovate[bot]', true],
  ['Renovate[Bot]', true],
  ['github:ci[bot]', true],
  ['CI <41898282+ci[bot]@users.noreply.github.com>', true],
  ['bot', false],
  ['[bot]ann', false],
])('%s is a bot: %s', (text, bot) => {
  expect(parseActor(text).bot).toBe(bot);
});

describe('a line of the policy', () => {
  test.each([
    ['ann', 'ann', true],
    ['Ann', '@ann', true],
    ['ann', 'github:ann', true],
    ['github:ann', 'github:Ann', true],
    ['github:ann', 'ann', false],
    ['github:ann', 'gitlab:ann', false],
    ['ann@example.org', 'Ann <ANN@example.org>', true],
    ['ann@example.org', 'ann', false],
    ['ann', 'ann@evil.example', false],
    ['ann', 'ann <mallory@evil.example>', false],
    ['Ann Lee', 'ann  lee', true],
    ['annlee', 'ann lee', false],
    ['änn', 'ann', false],
    ['', '', false],
  ])('%j means %j: %s', (line, actor, meant) => {
    expect(isMeantBy(parseActor(actor), line)).toBe(meant);
  });
});

test('whoever a line means leaves a trace of that line', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('ann', 'Ann', 'github:ann', 'ann@x.org', 'A B <a@x.org>', 'ß', 'İ', 'ŉ', '@', '@@a', 'a:b:c'),
  );
  fc.assert(
    fc.property(word, word, (line, text) => {
      const actor = parseActor(text);
      if (!isMeantBy(actor, line) || accountOf(actor) === '') return;
      expect(tracesOf(actor).isDisjointFrom(tracesOf(parseActor(line)))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('case never tells two accounts apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(accountOf(parseActor(text.toLowerCase()))).toBe(accountOf(parseActor(text.toUpperCase().toLowerCase())));
      expect(accountOf(parseActor(text.toUpperCase()))).toBe(accountOf(parseActor(text)));
    }),
  );
});

test('a hostile name is read in linear time', () => {
  const started = performance.now();
  for (const part of ['<', '>', '@', ':', 'a:', '[bot]', ' ', '/', 'a@']) parseActor(part.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(5000);
});
