import { expect, test } from 'vitest';
import type { Hold, Pointer } from '../../../core/domain/records.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import { aCandidacy, aContender, aPointer, verdictNamed } from './candidacy-samples.ts';

const hold: Hold = { by: 'olga', reason: 'Audit until Friday.', at: '2026-11-24T10:00:00Z' };

test('a hold without an end stops a promotion and says how it is lifted', () => {
  const verdict = verdictNamed('hold', held(hold));
  expect(verdict.verdict).toBe('fail');
  expect(verdict.reason).toBe(
    'olga holds the stage: Audit until Friday. To lift it, run mergeline unhold iris@production.',
  );
});

test('a hold with an end makes a promotion wait until then', () => {
  const until = '2026-11-27T17:00:00Z';
  expect(verdictNamed('hold', held({ ...hold, until }))).toMatchObject({ verdict: 'pending', until });
});

test('a hold ends at the second it names', () => {
  expect(verdictNamed('hold', held({ ...hold, until: '2026-11-25T10:00:00Z' })).verdict).toBe('pass');
  expect(verdictNamed('hold', held({ ...hold, until: '2026-11-25T10:00:01Z' })).verdict).toBe('pending');
});

test('a hold whose end cannot be read holds on', () => {
  expect(verdictNamed('hold', held({ ...hold, until: 'Friday' })).verdict).toBe('fail');
});

test('a hold that the proposal drops or brings is not looked at', () => {
  const brought = aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), hold });
  expect(verdictNamed('hold', aCandidacy({ pointer: brought })).verdict).toBe('pass');
});

test('a rollback passes a hold and must leave it in force', () => {
  const rollback: Partial<Pointer> = { change: 'rollback' };
  expect(verdictNamed('hold', held(hold, { ...rollback, hold })).verdict).toBe('pass');
  expect(verdictNamed('hold', held(hold, rollback))).toMatchObject({
    verdict: 'fail',
    reason: expect.stringContaining('would lift'),
  });
});

test.each(['yanked', 'erased'] as const)('a version that was %s is not available', (state) => {
  const status = {
    model: aPointer('1.1.0').model,
    version: parseVersion('1.1.0'),
    state,
    reason: 'Wrong labels.',
    by: 'zoe',
    at: '2026-11-24T10:00:00Z',
  };
  expect(verdictNamed('available', aCandidacy({ candidate: aContender('1.1.0', { status }) }))).toMatchObject({
    verdict: 'fail',
    reason: `1.1.0 was ${state} by zoe: Wrong labels.`,
  });
  const deprecated = { ...status, state: 'deprecated' as const };
  expect(
    verdictNamed('available', aCandidacy({ candidate: aContender('1.1.0', { status: deprecated }) })).verdict,
  ).toBe('pass');
});

function held(by: Hold, changes: Partial<Pointer> = {}) {
  const pointer = aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), ...changes });
  return aCandidacy({ basePointer: aPointer('1.0.0', { hold: by }), pointer });
}
