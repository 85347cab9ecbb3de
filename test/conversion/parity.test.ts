import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../conversion/interpret/interpret.ts';
import type { Model } from '../../conversion/ir.ts';
import { compareAnswers, type OtherAnswers } from '../../conversion/parity.ts';
import { digestOfSample, drawSample, rowsOf } from '../../conversion/sample.ts';

const classifier: Model = {
  input: { width: 2 },
  transforms: [
    { kind: 'subtract', operand: Float64Array.of(100, -5) },
    { kind: 'divide', operand: Float64Array.of(20, 0.1) },
  ],
  head: {
    kind: 'linear-classifier',
    scores: { outputs: 1, inputs: 2, weights: Float64Array.of(2, -1), intercepts: Float64Array.of(0.5) },
    classes: { type: 'string', values: ['no', 'yes'] },
    link: 'sigmoid',
  },
};
const sample = drawSample(classifier);
const answers = [...rowsOf(sample)].map((row) => interpret(classifier, row));
const same: Required<OtherAnswers> = {
  labels: answers.map(({ label }) => label ?? ''),
  numbers: answers.flatMap(({ probabilities }) => probabilities ?? []),
};
const replaced = <T>(list: ArrayLike<T>, index: number, value: T) => Array.from(list).with(index, value);

describe('drawSample', () => {
  it('draws the same rows for the same model', () => {
    expect(drawSample(classifier)).toEqual(sample);
    expect(digestOfSample(drawSample(classifier))).toBe(digestOfSample(sample));
  });

  it('starts where the scaler has its middle', () => {
    expect(rowsOf(sample).next().value).toEqual([100, -5]);
  });

  it('has rows of every class, and neighbours on both sides of a boundary', () => {
    expect(new Set(same.labels)).toEqual(new Set(['no', 'yes']));
    expect(answers.filter(({ margin }) => margin < 1e-12).length).toBeGreaterThan(10);
  });
});

describe('compareAnswers', () => {
  it('finds equal answers equal', () => {
    expect(compareAnswers(sample, answers, same)).toMatchObject({
      isEqual: true,
      parity: { rows: answers.length, maxAbsolute: 0, maxRelative: 0, labelsDiffering: 0 },
    });
  });

  it('finds any one number that is off', () => {
    const positions = fc.record({
      index: fc.nat(same.numbers.length - 1),
      off: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(positions, ({ index, off }) => {
        const numbers = replaced(same.numbers, index, (same.numbers[index] ?? 0) + off);
        expect(compareAnswers(sample, answers, { ...same, numbers }).isEqual).toBe(false);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('takes %d for a difference', (value) => {
    expect(compareAnswers(sample, answers, { ...same, numbers: replaced(same.numbers, 3, value) }).isEqual).toBe(false);
  });

  it('finds a label that differs where no rounding can excuse it', () => {
    const labels = replaced(same.labels, 0, same.labels[0] === 'no' ? 'yes' : 'no');
    const { isEqual, parity } = compareAnswers(sample, answers, { ...same, labels });
    expect({ isEqual, differing: parity.labelsDiffering }).toEqual({ isEqual: false, differing: 1 });
  });

  it('takes another label at a boundary for a tie', () => {
    const tie = answers.findIndex(({ margin }) => margin < 1e-12);
    const labels = replaced(same.labels, tie, same.labels[tie] === 'no' ? 'yes' : 'no');
    expect(compareAnswers(sample, answers, { ...same, labels }).isEqual).toBe(true);
  });

  it('misses neither answers that are lacking nor ones too many', () => {
    expect(compareAnswers(sample, answers, { ...same, numbers: Array.from(same.numbers).slice(1) }).isEqual).toBe(
      false,
    );
    expect(compareAnswers(sample, answers, { ...same, numbers: [...Array.from(same.numbers), 0] }).isEqual).toBe(false);
    expect(compareAnswers(sample, answers, { numbers: same.numbers }).isEqual).toBe(false);
  });
});
