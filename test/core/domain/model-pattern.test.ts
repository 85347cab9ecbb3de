import { expect, test } from 'vitest';
import { matchesModelPattern, ownersOf } from '../../../core/domain/model-pattern.ts';

test.each([
  ['*', 'iris', true],
  ['*', 'risk/fraud', true],
  ['risk/*', 'risk/fraud', true],
  ['risk/*', 'risk', false],
  ['risk/*', 'other/risk', false],
  ['iris-*', 'iris-classifier', true],
  ['iris-*', 'iris', false],
  ['iris-*', 'iris-a/b', false],
  ['iris', 'iris', true],
  ['iris', 'iris2', false],
  ['*-test', 'iris-test', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c', false],
  ['aba*ba', 'aba', false],
  ['*/*', 'risk/fraud', true],
  ['*/*', 'iris', false],
  ['i.is', 'iris', false],
  ['**', 'iris', true],
])('%s speaks of %s: %s', (pattern, model, matches) => {
  expect(matchesModelPattern(pattern, model)).toBe(matches);
});

test('a model is owned by whom every line that speaks of it names, each once', () => {
  const owners = [
    { models: '*', owners: ['olga'] },
    { models: 'risk/*', owners: ['rita', 'olga'] },
    { models: 'iris-*', owners: ['ina'] },
  ];
  expect(ownersOf({ owners }, 'risk/fraud')).toEqual(['olga', 'rita']);
  expect(ownersOf({ owners }, 'other')).toEqual(['olga']);
});

test('a hostile pattern is matched in linear time', () => {
  expect(matchesModelPattern(`${'a*'.repeat(5000)}b`, 'a'.repeat(10_000))).toBe(false);
});
