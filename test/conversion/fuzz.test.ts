import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conversion, convertModel } from '../../conversion/convert.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import { MergelineError } from '../../core/errors.ts';
import { fixture, newest } from './support/fixtures.ts';

const options = { limits: defaultLimits };
const seed = 20_261_125;
const originals = [
  'linear.joblib',
  'standard.joblib',
  'logistic-two-classes.pkl',
  'containers/protocol-0.pkl',
  'containers/protocol-2.joblib',
  'containers/zlib.joblib',
  'unsupported/forest.joblib',
].map((name) => fixture(`${newest}/${name}`));
const onnx = originals.slice(0, 3).map((file) => {
  const conversion = convertModel([file], options);
  if (conversion.outcome !== 'converted') throw new Error(`${file.path} was not converted`);
  return { path: 'model.onnx', bytes: conversion.onnx };
});

/** Some bytes of a real file replaced, doubled, cut out or cut off. */
const edit = fc.record({
  kind: fc.constantFrom('replace', 'insert', 'remove', 'copy', 'truncate'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 16 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

describe('damaged files', () => {
  it.each([
    ['pickles', originals, 3_000],
    ['ONNX files', onnx, 1_000],
  ])(
    '%s give a typed error or an outcome, and soon',
    (_, files, numRuns) => {
      const file = fc.constantFrom(...files);
      const check = fc.property(file, fc.array(edit, { minLength: 1, maxLength: 4 }), ({ path, bytes }, edits) => {
        const started = performance.now();
        const outcome = outcomeOf(path, edits.reduce(apply, bytes));
        expect(['converted', 'accepted', 'unsupported', 'MODEL_UNREADABLE', 'MODEL_DENIED']).toContain(outcome);
        expect(performance.now() - started).toBeLessThan(10_000);
      });
      fc.assert(check, { seed, numRuns });
    },
    60_000,
  );

  it('a real file cut off anywhere is refused', () => {
    for (const { path, bytes } of [...originals, ...onnx]) {
      for (let length = 0; length < bytes.length; length += 7) {
        expect(outcomeOf(path, bytes.subarray(0, length))).toBe('MODEL_UNREADABLE');
      }
    }
  });
});

function outcomeOf(path: string, bytes: Uint8Array): Conversion['outcome'] | string {
  try {
    return convertModel([{ path, bytes }], options).outcome;
  } catch (error) {
    if (error instanceof MergelineError) return error.code;
    throw error;
  }
}

function apply(bytes: Uint8Array, { kind, at, length, bytes: other }: Edit): Uint8Array {
  const start = Math.floor(at * bytes.length);
  const [before, chunk, after] = [
    bytes.subarray(0, start),
    bytes.subarray(start, start + length),
    bytes.subarray(start + length),
  ];
  switch (kind) {
    case 'replace':
      return Buffer.concat([before, other, bytes.subarray(start + other.length)]);
    case 'insert':
      return Buffer.concat([before, other, bytes.subarray(start)]);
    case 'remove':
      return Buffer.concat([before, after]);
    case 'copy':
      return Buffer.concat([before, chunk, chunk, after]);
    default:
      return before;
  }
}
