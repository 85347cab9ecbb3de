import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Oid, Review, Waiver } from '../../../core/domain/records.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import type { Candidacy } from '../../../core/gates/candidacy.ts';
import { aCandidacy, aPointer, aPolicy, aReview, verdictNamed, verdictOf } from './candidacy-samples.ts';

const gate: Gate = { gate: 'licence', id: 'licence', allow: ['MIT'], waivable: ['role:legal'] };
const waiver: Waiver = { gate: 'licence', reason: 'Signed off.', by: 'ann', until: '2026-12-01T00:00:00Z' };
const policy = aPolicy({ roles: { legal: ['lea', 'ann'] } });

test('a waiver counts when somebody whom the policy names approved exactly this state', () => {
  expect(verdictOf(gate, waived(waiver, [aReview('lea')]))).toEqual({
    gate: 'licence',
    verdict: 'waived',
    reason: 'Waived until 2026-12-01T00:00:00Z by lea: Signed off. (Apache-2.0 is not among MIT.)',
    until: '2026-12-01T00:00:00Z',
  });
});

describe('a waiver does not count, and the verdict says why,', () => {
  test.each<[string, Gate, Partial<Waiver>, Review[], RegExp]>([
    ['for a gate that nobody may waive', { ...gate, waivable: [] }, {}, [aReview('lea')], /lets nobody waive licence/],
    ['after its end', gate, { until: '2026-11-25T10:00:00Z' }, [aReview('lea')], /it ended at/],
    ['without an end that can be read', gate, { until: 'soon' }, [aReview('lea')], /cannot be judged/],
    ['without a reason', gate, { reason: ' ' }, [aReview('lea')], /gives no reason/],
  ])('%s', (_what, of, changes, reviews, reason) => {
    expect(verdictOf(of, waived({ ...waiver, ...changes }, reviews))).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(reason),
    });
  });
});

describe('a waiver that only lacks the approval of whom the policy names makes a failing gate wait for it', () => {
  test.each<[string, Gate, Review[]]>([
    ['without an approval', gate, []],
    ['with the approval of somebody else', gate, [aReview('zoe')]],
    ['with the approval of an older state', gate, [aReview('lea', { head: 'a'.repeat(40) as Oid })]],
    ['with the approval of who stands behind the proposal', gate, [aReview('ann')]],
  ])('%s', (_what, of, reviews) => {
    expect(verdictOf(of, waived(waiver, reviews))).toMatchObject({
      verdict: 'pending',
      reason: expect.stringMatching(/role:legal must approve exactly this state/),
    });
  });
});

test('a waiver that waits for approval says who asks, why and until when', () => {
  expect(verdictOf(gate, waived(waiver, [])).reason).toMatch(
    /^Apache-2\.0 is not among MIT\. ann asks to waive it until 2026-12-01T00:00:00Z: Signed off\. The waiver does not count yet: role:legal must/,
  );
});

test('a gate that fails still fails where the glass is broken, whatever waiver asks for an approval', () => {
  const { pointer, ...rest } = waived(waiver, []);
  const breakGlass = { by: 'olga', reason: 'Outage.' };
  expect(verdictOf(gate, { ...rest, pointer: { ...pointer, breakGlass } }).verdict).toBe('fail');
});

test('a waiver of another gate, and one of a gate that passes, change nothing', () => {
  expect(verdictOf(gate, waived({ ...waiver, gate: 'other' }, [aReview('lea')])).verdict).toBe('fail');
  const passing: Gate = { ...gate, allow: ['Apache-2.0'] };
  expect(verdictOf(passing, waived(waiver, [aReview('lea')])).verdict).toBe('pass');
});

test('a waiver on the base pointer does not count for the next proposal', () => {
  const basePointer = aPointer('1.0.0', { waivers: [waiver] });
  expect(
    verdictOf(gate, {
      ...waived(waiver, [aReview('lea')]),
      ...aCandidacy({ policy, basePointer, reviews: [aReview('lea')] }),
    }).verdict,
  ).toBe('fail');
});

test('a gate that wants verified identities is waived by one', () => {
  const approvals: Gate = {
    gate: 'approvals',
    id: 'licence',
    count: 3,
    verifiedIdentity: true,
    waivable: ['role:legal'],
  };
  expect(verdictOf(approvals, waived(waiver, [aReview('lea')])).verdict).toBe('pending');
  expect(verdictOf(approvals, waived(waiver, [aReview('lea', { identity: 'verified' })])).verdict).toBe('waived');
});

test.each(['integrity', 'available', 'hold'])('nobody can waive %s', (id) => {
  const candidacy = waived({ ...waiver, gate: id }, [aReview('lea')]);
  const broken: Candidacy = {
    ...candidacy,
    integrityFaults: ['model.onnx is damaged.'],
    basePointer: aPointer('1.0.0', { hold: { by: 'olga', reason: 'Audit.', at: '2026-11-24T10:00:00Z' } }),
    candidate: { ...aCandidacy().candidate, status: yanked() } as NonNullable<Candidacy['candidate']>,
  };
  expect(verdictNamed(id, broken).verdict).toBe('fail');
});

function yanked() {
  return {
    model: aPointer('1.1.0').model,
    version: parseVersion('1.1.0'),
    state: 'yanked' as const,
    reason: 'Wrong.',
    by: 'zoe',
    at: '2026-11-24T10:00:00Z',
  };
}

function waived(by: Waiver, reviews: readonly Review[]): Candidacy {
  const pointer = aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), waivers: [by] });
  return aCandidacy({ policy, pointer, reviews });
}
