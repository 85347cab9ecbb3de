import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import { parseModelName } from '../../../core/domain/names.ts';
import type { Pointer } from '../../../core/domain/records.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import {
  aCandidacy,
  aFirstCandidacy,
  aPointer,
  aPolicy,
  imageOf,
  manifestDigestOf,
  staging,
  verdictNamed,
} from './candidacy-samples.ts';

const v1 = parseVersion('1.0.0');

test('a pointer that says what the registry knows has integrity', () => {
  expect(verdictNamed('integrity', aCandidacy())).toMatchObject({ verdict: 'pass' });
  expect(verdictNamed('integrity', aFirstCandidacy())).toMatchObject({ verdict: 'pass' });
});

describe('a pointer that was edited by hand fails', () => {
  test.each<[string, Partial<Pointer>, RegExp]>([
    ['another manifest digest', { manifestDigest: digestOf('other') }, /names manifest/],
    ['no manifest digest', { manifestDigest: null }, /names manifest null/],
    ['another image', { image: { ...imageOf('1.1.0'), digest: digestOf('other') } }, /image digest is/],
    ['another composer', { image: { ...imageOf('1.1.0'), composer: 2 } }, /composer is 2.*gives 1/],
    ['another base', { image: { ...imageOf('1.1.0'), base: digestOf('base') } }, /registry.yaml pins none/],
    ['no image', { image: null }, /names no image/],
    ['the same generation', { generation: 1 }, /must be 2.*instead of git revert/],
    ['a generation too high', { generation: 3 }, /must be 2/],
    ['no predecessor', { replaces: null }, /replaces no version and must replace 1.0.0/],
    ['a withdrawal that names a version', { change: 'withdrawal' }, /A withdrawal, and nothing else/],
    ['a promotion of nothing', { version: null }, /A withdrawal, and nothing else/],
    [
      'a card that nobody wrote',
      { card: digestOf('other') },
      /freezes the model card sha256:.*; the registry has none/,
    ],
    ['another model', { model: parseModelName('other') }, /of model other, not iris/],
    ['another stage', { stage: staging }, /of stage staging, not production/],
    ['another version than the manifest', { version: v1 }, /manifest is of iris@1.1.0, not 1.0.0/],
  ])('%s', (_what, edit, reason) => {
    const candidacy = aCandidacy();
    const verdict = verdictNamed('integrity', { ...candidacy, pointer: { ...candidacy.pointer, ...edit } });
    expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.stringMatching(reason) });
  });
});

test('a hold of another generation is told as what it is: a pointer made for another state of the stage', () => {
  const hold = { by: 'olga', reason: 'Audit.', at: '2026-11-24T10:00:00Z' };
  const pointer = aPointer('1.1.0', { generation: 2, replaces: v1, hold });
  expect(verdictNamed('integrity', aCandidacy({ pointer })).reason).toMatch(/brings a hold of its own/);

  const { reason } = verdictNamed(
    'integrity',
    aCandidacy({ pointer, basePointer: aPointer('1.0.0', { generation: 3 }) }),
  );
  expect(reason).toMatch(/generation is 2 and must be 4.*mergeline proposal refresh/);
  expect(reason).not.toContain('hold of its own');
});

test('bytes that are not right fail, and every fault is told', () => {
  const verdict = verdictNamed(
    'integrity',
    aCandidacy({ integrityFaults: ['model.onnx is damaged.', 'model.pkl is missing.'] }),
  );
  expect(verdict).toMatchObject({ verdict: 'fail', reason: 'model.onnx is damaged. model.pkl is missing.' });
});

test('a version that is not registered fails every rule that needs it', () => {
  const { candidate: _absent, ...candidacy } = aCandidacy();
  expect(verdictNamed('integrity', candidacy)).toMatchObject({ verdict: 'fail', reason: '1.1.0 is not registered.' });
  expect(verdictNamed('available', candidacy)).toMatchObject({ verdict: 'fail', reason: '1.1.0 is not registered.' });
});

test('an image on a serving base has the base that the policy pins', () => {
  const digest = digestOf('base');
  const policy = aPolicy({
    serving: { base: { name: 'cpu', reference: 'example.org/base', digest, platforms: ['linux/amd64'] } },
  });
  const image = { ...imageOf('1.1.0'), base: digest };
  const pointer = aPointer('1.1.0', { generation: 2, replaces: v1, image });
  expect(verdictNamed('integrity', aCandidacy({ policy, pointer, expectedImage: image })).verdict).toBe('pass');
  expect(verdictNamed('integrity', aCandidacy({ policy })).reason).toMatch(/built on none; registry.yaml pins sha256:/);
});

test('a rollback keeps the image that history records, whatever the pin is now', () => {
  const base = { name: 'cpu', reference: 'example.org/base', digest: digestOf('new base'), platforms: [] };
  const image = { ...imageOf('1.1.0'), base: digestOf('old base') };
  const pointer = aPointer('1.1.0', { generation: 2, replaces: v1, image, change: 'rollback' });
  const candidacy = aCandidacy({ policy: aPolicy({ serving: { base } }), pointer, expectedImage: image });
  expect(verdictNamed('integrity', candidacy).verdict).toBe('pass');
});

describe('a change of the hold', () => {
  const base = aPointer('1.0.0', { manifestDigest: manifestDigestOf('1.0.0') });
  const hold = { by: 'ann', reason: 'Audit.', at: '2026-11-25T09:00:00Z' };
  const holding: Pointer = { ...base, change: 'hold', generation: 2, replaces: v1, hold };

  test('passes when nothing else changes', () => {
    expect(verdictNamed('integrity', aCandidacy({ basePointer: base, pointer: holding })).verdict).toBe('pass');
  });

  test.each<[string, Partial<Pointer>]>([
    ['version', { version: parseVersion('1.1.0'), manifestDigest: manifestDigestOf('1.1.0'), image: imageOf('1.1.0') }],
    ['image', { image: imageOf('1.1.0') }],
    ['waivers', { waivers: [{ gate: 'x', reason: 'y', by: 'ann', until: '2027-01-01T00:00:00Z' }] }],
    ['card', { card: digestOf('card') }],
  ])('fails when it also changes %s', (field, edit) => {
    const verdict = verdictNamed('integrity', aCandidacy({ basePointer: base, pointer: { ...holding, ...edit } }));
    expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.stringContaining(`changes ${field}`) });
  });
});
