import { describe, expect, test } from 'vitest';
import type { Signature, TensorSpec } from '../../../core/domain/manifest.ts';
import type { Gate } from '../../../core/domain/policy.ts';
import { compareSignatures } from '../../../core/gates/signature.ts';
import { aCandidacy, aContender, aFirstCandidacy, irisSignature, verdictOf } from './candidacy-samples.ts';

const gate: Gate = { gate: 'signature', id: 'signature' };
const [input] = irisSignature.inputs as [TensorSpec];
const [label, probabilities] = irisSignature.outputs as [TensorSpec, TensorSpec];

test('the same signature is compatible', () => {
  expect(answer(irisSignature)).toEqual({ gate: 'signature', verdict: 'pass', reason: 'Compatible with 1.0.0.' });
});

describe('callers of the incumbent break on', () => {
  test.each<[string, Partial<Signature>, RegExp]>([
    ['another task', { task: 'regression' }, /task was classification and is regression/],
    ['a missing input', { inputs: [] }, /input input is gone/],
    ['a renamed input', { inputs: [{ ...input, name: 'x' }] }, /input input is gone; input x is new/],
    ['a further input', { inputs: [input, { ...input, name: 'extra' }] }, /input extra is new and nobody sends it/],
    ['another input type', { inputs: [{ ...input, type: 'float32' }] }, /was float64 and is float32/],
    ['a batch that became fixed', { inputs: [{ ...input, shape: [1, 2] }] }, /was \[any, 2\] and is \[1, 2\]/],
    ['another width', { inputs: [{ ...input, shape: [null, 3] }] }, /was \[any, 2\] and is \[any, 3\]/],
    ['another rank', { inputs: [{ ...input, shape: [2] }] }, /was \[any, 2\] and is \[2\]/],
    [
      'columns in another order',
      { inputs: [{ ...input, columns: ['width', 'length'] }] },
      /were length, width and are width, length/,
    ],
    ['columns without names', { inputs: [{ name: 'input', type: 'float64', shape: [null, 2] }] }, /are not named/],
    ['a missing output', { outputs: [label] }, /output probabilities is gone/],
    [
      'another output type',
      { outputs: [{ ...label, type: 'int64' }, probabilities] },
      /output label was string and is int64/,
    ],
    ['a missing class', { classes: ['setosa', 'other'] }, /no longer knows "virginica"/],
    [
      'classes in another order',
      { classes: ['virginica', 'setosa'] },
      /were "setosa", "virginica" and are "virginica", "setosa"/,
    ],
    ['classes of another kind', { classes: [0, 1] }, /no longer knows "setosa", "virginica"/],
  ])('%s', (_what, change, reason) => {
    expect(answer({ ...irisSignature, ...change })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(reason),
    });
  });

  test('classes that are no longer named', () => {
    const { classes: _gone, ...rest } = irisSignature;
    expect(answer(rest)).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('no longer names its classes'),
    });
  });
});

describe('callers of the incumbent do not break on', () => {
  test.each<[string, Partial<Signature>, string]>([
    ['a further output', { outputs: [label, probabilities, { ...label, name: 'reason' }] }, 'output reason is new'],
    [
      'a further class at the end',
      { classes: ['setosa', 'virginica', 'zebra'], outputs: [label, { ...probabilities, shape: [null, 3] }] },
      'it also answers "zebra"',
    ],
    [
      'a further class in between, and are told that places move',
      { classes: ['setosa', 'versicolor', 'virginica'], outputs: [label, { ...probabilities, shape: [null, 3] }] },
      'it also answers "versicolor", and probabilities of later classes move',
    ],
  ])('%s', (_what, change, told) => {
    expect(answer({ ...irisSignature, ...change })).toMatchObject({
      verdict: 'pass',
      reason: `Compatible with 1.0.0; ${told}.`,
    });
  });

  test('a dimension that became free', () => {
    const fixed = { ...irisSignature, inputs: [{ ...input, shape: [1, 2] }] };
    expect(compareSignatures(fixed, irisSignature).breaks).toEqual([]);
    expect(compareSignatures(irisSignature, fixed).breaks).not.toEqual([]);
  });

  test('inputs that gain names of columns', () => {
    const unnamed: Signature = { ...irisSignature, inputs: [{ name: 'input', type: 'float64', shape: [null, 2] }] };
    expect(compareSignatures(unnamed, irisSignature).breaks).toEqual([]);
  });
});

test('the order of inputs matters to rows without names', () => {
  const second = { ...input, name: 'second' };
  const before: Signature = { ...irisSignature, inputs: [input, second] };
  expect(compareSignatures(before, { ...before, inputs: [second, input] }).breaks).toEqual([
    'the inputs were input, second and are second, input, which rows without names depend on',
  ]);
});

test('a first version, or an incumbent without a signature, has nobody to break', () => {
  expect(verdictOf(gate, aFirstCandidacy()).verdict).toBe('skipped');
  const { signature: _none, ...manifest } = aContender('1.0.0').manifest;
  expect(verdictOf(gate, aCandidacy({ incumbent: { ...aContender('1.0.0'), manifest } })).verdict).toBe('skipped');
});

test('a candidate without a signature breaks everybody', () => {
  const { signature: _none, ...manifest } = aContender('1.1.0').manifest;
  const candidacy = aCandidacy({ candidate: { ...aContender('1.1.0'), manifest } });
  expect(verdictOf(gate, candidacy)).toMatchObject({
    verdict: 'fail',
    reason: '1.1.0 has no signature; the incumbent 1.0.0 has one.',
  });
});

function answer(signature: Signature) {
  return verdictOf(gate, aCandidacy({ candidate: aContender('1.1.0', { is: { signature } }) }));
}
