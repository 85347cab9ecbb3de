import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Label } from '../../../core/domain/manifest.ts';
import { ClassificationTally } from '../../../core/metrics/classification.ts';

const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('a', 'b', 'c', 'e')), {
  minLength: 1,
});

test('the order of the rows does not matter', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      expect(tallyOf(rows.toReversed()).metrics()).toEqual(tallyOf(rows).metrics());
    }),
  );
});

test('every metric lies between 0 and 1, and every micro average is the accuracy', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const metrics = tallyOf(rows).metrics();
      for (const value of Object.values(metrics)) expect(value).toSatisfy((it: number) => it >= 0 && it <= 1 + 1e-15);
      expect(metrics.precision_micro).toBe(metrics.accuracy);
      expect(metrics.recall_micro).toBe(metrics.accuracy);
      expect(metrics.f1_micro).toBe(metrics.accuracy);
    }),
  );
});

test('weighted recall is the accuracy, and supports add up to the rows', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const tally = tallyOf(rows);
      expect(tally.metrics().recall_weighted).toBeCloseTo(tally.metrics().accuracy, 12);
      expect(tally.perClass().reduce((sum, { support }) => sum + support, 0)).toBe(rows.length);
    }),
  );
});

test('swapping truth and prediction swaps precision and recall', () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const [there, back] = [tallyOf(rows).metrics(), tallyOf(rows.map(([t, p]) => [p, t])).metrics()];
      expect(back.precision).toBe(there.recall);
      expect(back.f1).toBe(there.f1);
    }),
  );
});

test('classes come in the order of their labels, text by code point', () => {
  const labels = ['\u{1f600}', '\uffee', 'b', 'a', 'aa', 'B'];
  expect(labelsOf(labels)).toEqual(['B', 'a', 'aa', 'b', '\uffee', '\u{1f600}']);
  expect(labelsOf(['\u{1f601}', '\u{1f600}', '\u{1f600}a'])).toEqual(['\u{1f600}', '\u{1f600}a', '\u{1f601}']);
  expect(labelsOf([10, 9, -1])).toEqual([-1, 9, 10]);
  expect(labelsOf([true, false])).toEqual([false, true]);
});

test.each<[string, unknown, unknown, RegExp]>([
  ['a missing truth', null, 'a', /Row 3: the truth is missing/],
  ['a prediction that is NaN', 'a', Number.NaN, /Row 3: the prediction is NaN/],
  ['a list for a label', 'a', [1, 2], /Row 3: the prediction is a list/],
  ['a number among texts', 'a', 1, /Row 3: the prediction 1 is a number, the labels before it are of type string/],
  ['a boolean among texts', true, 'a', /Row 3: the truth true is a boolean/],
])('refuses %s and names the row', (_, truth, prediction, message) => {
  const tally = tallyOf([
    ['a', 'b'],
    ['b', 'b'],
  ]);
  expect(() => tally.add(truth, prediction)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(message) }),
  );
});

test('a refused row counts nowhere', () => {
  const tally = tallyOf([['a', 'a']]);
  expect(() => tally.add('a', null)).toThrow();
  expect(tally.rows).toBe(1);
  expect(tally.perClass()).toEqual([{ label: 'a', precision: 1, recall: 1, f1: 1, support: 1 }]);
});

test('refuses to speak of no rows', () => {
  expect(() => new ClassificationTally().metrics()).toThrow('There is no row to evaluate.');
});

test('refuses a target with more labels than classes can be', () => {
  const tally = new ClassificationTally();
  for (let label = 0; label < 100_000; label += 1) tally.add(label, label);
  expect(() => tally.add(-1, 0)).toThrow(/Row 100001: there are more than 100000 different labels/);
});

function tallyOf(rows: readonly (readonly [Label, Label])[]): ClassificationTally {
  const tally = new ClassificationTally();
  for (const [truth, prediction] of rows) tally.add(truth, prediction);
  return tally;
}

function labelsOf(labels: readonly Label[]): Label[] {
  return tallyOf(labels.map((label) => [label, label]))
    .perClass()
    .map(({ label }) => label);
}
