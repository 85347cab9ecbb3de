import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../../core/domain/manifest.ts';
import type { ClassMetrics, ConfusionMatrix } from '../../../core/domain/records.ts';
import { evaluate } from '../../../core/metrics/evaluate.ts';

interface Case {
  readonly name: string;
  readonly truths: Label[];
  readonly predictions: Label[];
  readonly metrics: Record<string, number>;
  readonly perClass?: ClassMetrics[];
  readonly confusion?: ConfusionMatrix;
  readonly classes?: Label[];
  readonly probabilities?: number[][];
}

/** Written by fixtures/generate.py. */
const expected: { classification: Case[]; regression: Case[] } = JSON.parse(
  readFileSync(new URL('fixtures/expected.json', import.meta.url), 'utf8'),
);

describe.each(['classification', 'regression'] as const)('%s equals scikit-learn', (task) => {
  test.each(expected[task])('on $name', async ({ truths, predictions, metrics, perClass, ...rest }) => {
    const { classes = [], probabilities } = rest;
    const batch = { truths, predictions, ...(probabilities && { probabilities }) };
    const result = await evaluate(task, [batch], { classes });

    expect(Object.keys(result.metrics).sort()).toEqual(Object.keys(metrics).sort());
    for (const [name, value] of Object.entries(metrics)) expectSame(result.metrics[name as never], value, name);
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

/** Equal within 1e-12 of the expected value; r2 and log_loss are differences from 1 and 0, so within 1e-12 of 1. */
function expectSame(actual: number | undefined, value: number, name: string): void {
  const distance = Math.abs((actual ?? Number.NaN) - value);
  const scale = name === 'r2' || name === 'log_loss' ? Math.max(1, Math.abs(value)) : Math.abs(value);
  expect(distance, `${name}: ${actual}, expected ${value}`).toBeLessThanOrEqual(1e-12 * scale);
}
