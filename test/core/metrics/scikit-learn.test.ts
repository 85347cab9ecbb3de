import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../../core/domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals } from '../../../core/domain/records.ts';
import { evaluate } from '../../../core/metrics/evaluate.ts';
import { RandomNumbers } from '../../../core/metrics/random.ts';

interface Case {
  readonly name: string;
  readonly truths: Label[];
  readonly predictions: Label[];
  readonly metrics: Record<string, number>;
  readonly intervals: Intervals;
  readonly perClass?: ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
  readonly classes?: Label[];
  readonly probabilities?: number[][];
}

/** Written by fixtures/generate.py. */
const expected: { randomNumbers: number[]; classification: Case[]; regression: Case[] } = JSON.parse(
  readFileSync(new URL('fixtures/expected.json', import.meta.url), 'utf8'),
);

/** Metrics that are the difference from another number, which is about 1. */
const differences = new Set(['r2', 'log_loss']);

describe.each(['classification', 'regression'] as const)('%s equals scikit-learn', (task) => {
  test.each(expected[task])('on $name', async ({ truths, predictions, metrics, intervals, perClass, ...rest }) => {
    const { classes = [], probabilities } = rest;
    const batch = { truths, predictions, ...(probabilities && { probabilities }) };
    const result = await evaluate(task, [batch], { classes });

    expect(Object.keys(result.metrics).sort()).toEqual(Object.keys(metrics).sort());
    for (const [name, value] of Object.entries(metrics)) expectSame(result.metrics[name as never], value, name);
    expectSameIntervals(result.intervals, intervals);
    expect(result.perClass?.map(({ label, support }) => ({ label, support }))).toEqual(
      perClass?.map(({ label, support }) => ({ label, support })),
    );
    if ((rest.confusion?.labels.length ?? 0) <= 50) expect(result.confusion).toEqual(rest.confusion);
    perClass?.forEach((row, index) => {
      for (const score of ['precision', 'recall', 'f1'] as const) {
        expectSame(result.perClass?.[index]?.[score], row[score], `${score} of ${row.label}`);
      }
    });
  });
});

test('the cases of scikit-learn are sixty or more', () => {
  expect(expected.classification.length + expected.regression.length).toBeGreaterThanOrEqual(60);
});

test('the random numbers are those of xoshiro128**', () => {
  const random = new RandomNumbers();
  expect(expected.randomNumbers.map(() => random.next())).toEqual(expected.randomNumbers);
});

function expectSameIntervals(actual: Intervals, wanted: Intervals): void {
  expect([actual.level, actual.resamples]).toEqual([wanted.level, wanted.resamples]);
  for (const method of ['wilson', 'bootstrap'] as const) {
    const [found = {}, bounds = {}] = [actual[method], wanted[method]];
    expect(Object.keys(found).sort()).toEqual(Object.keys(bounds).sort());
    for (const [name, ends] of Object.entries(bounds)) {
      const scale = Math.max(...ends.map(Math.abs), differences.has(name) ? 1 : 0);
      ends.forEach((end, index) => {
        const distance = Math.abs((found[name]?.[index] ?? Number.NaN) - end);
        expect(distance, `${name}: ${found[name]}, expected ${ends}`).toBeLessThanOrEqual(1e-12 * scale);
      });
    }
  }
}

/** Equal within 1e-12 of the expected value; `differences` within 1e-12 of 1. */
function expectSame(actual: number | undefined, value: number, name: string): void {
  const distance = Math.abs((actual ?? Number.NaN) - value);
  const scale = differences.has(name) ? Math.max(1, Math.abs(value)) : Math.abs(value);
  expect(distance, `${name}: ${actual}, expected ${value}`).toBeLessThanOrEqual(1e-12 * scale);
}
