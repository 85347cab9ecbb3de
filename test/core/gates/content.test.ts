import { describe, expect, test } from 'vitest';
import type { Manifest, Parity } from '../../../core/domain/manifest.ts';
import type { Gate } from '../../../core/domain/policy.ts';
import { aCandidacy, aContender, aManifest, anArtifact, verdictOf } from './candidacy-samples.ts';

describe('servable', () => {
  const gate: Gate = { gate: 'servable', id: 'servable' };

  test('a version with a served form, a signature and an image', () => {
    expect(answer(gate)).toMatchObject({ verdict: 'pass', reason: 'Served as onnx (opset 21).' });
  });

  test('says why a model could not be converted, with class and path', () => {
    const conversion = {
      outcome: 'unsupported',
      reason: 'No converter is known.',
      class: 'sklearn.svm.SVC',
      path: 'steps[1]',
    } as const;
    expect(answer(gate, { conversion })).toMatchObject({
      verdict: 'fail',
      reason: '1.1.0 cannot be served: No converter is known. (sklearn.svm.SVC at steps[1])',
    });
  });

  test('says what else is missing', () => {
    const { served: _served, dataImage: _image, ...rest } = aManifest('1.1.0');
    const candidacy = aCandidacy({ candidate: { ...aContender('1.1.0'), manifest: rest } });
    expect(verdictOf(gate, candidacy).reason).toBe('1.1.0 cannot be served: it has no served form, no image.');
  });
});

describe('licence', () => {
  const gate: Gate = { gate: 'licence', id: 'licence', allow: ['Apache-2.0', 'MIT'] };

  test.each([
    ['apache-2.0', 'pass'],
    ['MIT', 'pass'],
    ['GPL-3.0-only', 'fail'],
    ['MIT AND GPL-3.0-only', 'fail'],
    [' ', 'fail'],
  ])('%s is answered with %s', (licence, verdict) => {
    expect(answer(gate, { licence }).verdict).toBe(verdict);
  });
});

describe('size', () => {
  test('counts what is served', () => {
    expect(answer({ gate: 'size', id: 'size', max: '2 kB' })).toMatchObject({
      verdict: 'pass',
      reason: 'The served files have 2 kB; at most 2 kB is allowed.',
    });
    expect(answer({ gate: 'size', id: 'size', max: '1999' }).verdict).toBe('fail');
  });

  test('counts every file of a version that is not served', () => {
    const artifacts = [anArtifact('source/model.pkl', ['source'], 5000)];
    expect(answer({ gate: 'size', id: 'size', max: '4 kB' }, { artifacts })).toMatchObject({
      verdict: 'fail',
      reason: 'The files have 5 kB; at most 4 kB is allowed.',
    });
  });

  test('cannot be judged against a size that is none', () => {
    expect(answer({ gate: 'size', id: 'size', max: 'big' }).reason).toContain('"big" is not a size');
  });
});

describe('scan', () => {
  test.each([
    ['allowed', undefined, 'pass'],
    ['unknown', undefined, 'fail'],
    ['unknown', ['allowed', 'unknown'], 'pass'],
    ['denied', ['allowed', 'unknown'], 'fail'],
    ['denied', ['denied'], 'fail'],
  ] as const)('a file that is %s, where %j is accepted, is answered with %s', (found, allow, verdict) => {
    const gate = { gate: 'scan', id: 'scan', ...(allow && { allow }) } as Gate;
    expect(answer(gate, { scan: { verdict: found, globals: ['os.system'] } })).toMatchObject({
      verdict,
      reason: expect.stringContaining(found === 'allowed' ? '1 name, a known one' : 'os.system'),
    });
  });

  test('names are told where somebody has to judge them, and never more than five', () => {
    const gate: Gate = { gate: 'scan', id: 'scan' };
    const globals = ['a.A', 'b.B', 'c.C', 'd.D', 'e.E', 'f.F'];

    expect(answer(gate, { scan: { verdict: 'allowed', globals } }).reason).toMatch(/look up 6 names, all known\.$/);
    expect(answer(gate, { scan: { verdict: 'unknown', globals } }).reason).toMatch(/a\.A, .*, e\.E and 1 more\.$/);
    expect(answer(gate, { scan: { verdict: 'allowed', globals: [] } }).reason).toBe('The scan says allowed.');
  });
});

describe('parity', () => {
  const gate: Gate = { gate: 'parity', id: 'parity' };

  test.each<[string, Partial<Parity>, string]>([
    ['differences within the tolerance', {}, 'pass'],
    ['large values that differ little in relation', { maxAbsolute: 10, maxRelative: 1e-9 }, 'pass'],
    ['differences beyond it', { maxAbsolute: 0.1, maxRelative: 0.1 }, 'fail'],
    ['a label that differs', { labelsDiffering: 1 }, 'fail'],
    ['nothing compared', { rows: 0 }, 'fail'],
    ['a difference that is no number', { maxAbsolute: Number.NaN, maxRelative: Number.NaN }, 'fail'],
  ])('%s', (_what, changes, verdict) => {
    expect(answer(gate, withParity(changes)).verdict).toBe(verdict);
  });

  test.each<[string, Partial<Parity>, string]>([
    [
      'the absolute difference alone where that is tolerated',
      { maxAbsolute: 2e-16, maxRelative: 6.5e-6 },
      'differ by at most 2e-16, where 0.000001 is tolerated; no label differs.',
    ],
    [
      'the relative one too where that decides',
      { maxAbsolute: 10, maxRelative: 1e-9, labelsDiffering: 2 },
      'differ by at most 10, by 1e-9 in relation to the value, where 0.000001 is tolerated; 2 labels differ.',
    ],
  ])('tells %s, and on what rows', (_what, changes, told) => {
    const { reason } = answer(gate, withParity(changes));
    expect(reason).toMatch(/^On 100 probe rows made from the model, none of them data, the registered form/);
    expect(reason).toContain(told);
  });

  test('the gate may be stricter than the certificate', () => {
    expect(answer({ gate: 'parity', id: 'parity', tolerance: 1e-12 }, withParity({})).verdict).toBe('fail');
  });

  test('is skipped for a file that is served as it was registered', () => {
    expect(answer(gate, { conversion: { outcome: 'accepted', warnings: [] } }).verdict).toBe('skipped');
  });

  test('fails for a model that was not converted', () => {
    expect(answer(gate, { conversion: { outcome: 'unsupported', reason: 'Unknown class.' } }).verdict).toBe('fail');
  });
});

function withParity(changes: Partial<Parity>): Partial<Manifest> {
  const { conversion } = aManifest('1.1.0');
  if (conversion.outcome !== 'converted') throw new Error('The sample is converted.');
  return { conversion: { ...conversion, parity: { ...conversion.parity, ...changes } } };
}

function answer(gate: Gate, is: Partial<Manifest> = {}) {
  return verdictOf(gate, aCandidacy({ candidate: aContender('1.1.0', { is }) }));
}
