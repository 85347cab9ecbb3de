import type { Label, Parity } from '../core/domain/manifest.ts';
import type { Answer } from './interpret/interpret.ts';
import { digestOfSample, type Sample } from './sample.ts';

/** Allowed in any answer, and on top of it per unit of the terms that were added up for it. */
const absoluteTolerance = 1e-9;
const relativeTolerance = 1e-12;

/** What the other implementation said of the same rows, row after row. */
export interface OtherAnswers {
  readonly labels?: readonly Label[];
  /** Probabilities or target values, row after row. */
  readonly numbers: ArrayLike<number>;
}

export interface Comparison {
  readonly parity: Parity;
  /** Whether every number is within the tolerance and every label is equal or was a tie. */
  readonly isEqual: boolean;
}

/** Compares two implementations of one model. A label at a boundary that rounding can move is a tie, not a difference. */
export function compareAnswers(sample: Sample, expected: readonly Answer[], actual: OtherAnswers): Comparison {
  let maxAbsolute = 0;
  let maxRelative = 0;
  let labelsDiffering = 0;
  let beyond = 0;
  let position = 0;
  for (const [row, answer] of expected.entries()) {
    const tolerance = absoluteTolerance + relativeTolerance * answer.magnitude;
    for (const value of answer.values ?? answer.probabilities ?? []) {
      const difference = Math.abs(value - (actual.numbers[position] ?? Number.NaN));
      position += 1;
      // Not-a-number on one side only must count as a difference.
      if (!(difference <= tolerance + relativeTolerance * Math.abs(value))) beyond += 1;
      maxAbsolute = Math.max(maxAbsolute, difference);
      if (Math.abs(value) > absoluteTolerance) maxRelative = Math.max(maxRelative, difference / Math.abs(value));
    }
    if (answer.label !== actual.labels?.[row] && answer.margin > tolerance) labelsDiffering += 1;
  }
  const isEqual = beyond === 0 && labelsDiffering === 0 && position === actual.numbers.length;
  return {
    isEqual,
    parity: {
      between: ['interpreter', 'onnxruntime'],
      rows: expected.length,
      maxAbsolute,
      maxRelative,
      labelsDiffering,
      tolerance: absoluteTolerance,
      sampleDigest: digestOfSample(sample),
    },
  };
}
