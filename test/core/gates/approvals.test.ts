import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Oid, Review } from '../../../core/domain/records.ts';
import type { Candidacy } from '../../../core/gates/candidacy.ts';
import { aCandidacy, aPolicy, aReview, aStage, head, verdictOf } from './candidacy-samples.ts';

type Approvals = Extract<Gate, { gate: 'approvals' }>;

const one: Approvals = { gate: 'approvals', id: 'approvals', count: 1 };
const olderHead = 'a'.repeat(40) as Oid;

describe('an approval counts', () => {
  test('when somebody who does not stand behind the proposal gives it for this head', () => {
    expect(answer(one, [aReview('zoe')])).toEqual({ gate: 'approvals', verdict: 'pass', reason: 'Approved by zoe.' });
  });

  test('once for each person, however they spell themselves', () => {
    const two: Approvals = { ...one, count: 2 };
    expect(answer(two, [aReview('zoe'), aReview('github:Zoe'), aReview('ZOE@example.org')]).verdict).toBe('pending');
    expect(answer(two, [aReview('zoe'), aReview('bob')]).verdict).toBe('pass');
  });

  test('though the same person approves again in a spelling that may be somebody else', () => {
    const two: Approvals = { ...one, count: 2 };
    const again = aReview('Bob <zoe@example.org>', { at: '2026-11-24T12:00:00Z' });
    expect(answer(two, [aReview('zoe'), aReview('bob'), again]).reason).toBe('Approved by zoe, bob.');
    expect(answer(two, [aReview('zoe'), again]).verdict).toBe('pending');
    expect(answer(two, [aReview('bob'), again]).verdict).toBe('pending');
  });

  test('not for an older head', () => {
    const { verdict, reason } = answer(one, [aReview('zoe', { head: olderHead })]);
    expect(verdict).toBe('pending');
    expect(reason).toContain('zoe approved an older state');
  });

  test('not when the same person rejected afterwards, or in the same second', () => {
    const later = aReview('zoe', { verdict: 'reject', at: '2026-11-24T11:00:00Z', comment: 'Biased.' });
    expect(answer(one, [aReview('zoe'), later])).toMatchObject({
      verdict: 'pending',
      reason: expect.stringMatching(/^zoe rejected it: Biased/),
    });
    expect(answer(one, [aReview('zoe', { verdict: 'reject' }), aReview('zoe')]).verdict).toBe('pending');
  });

  test('again when the same person changed their mind', () => {
    const earlier = aReview('zoe', { verdict: 'reject', at: '2026-11-24T09:00:00Z' });
    expect(answer(one, [earlier, aReview('zoe')]).verdict).toBe('pass');
  });

  test('not from a bot, nor from nobody', () => {
    expect(answer(one, [aReview('renovate[bot]')]).reason).toContain('renovate[bot] is a bot');
    expect(answer(one, [aReview(' ')]).verdict).toBe('pending');
  });

  test('only with a verified identity where the gate wants one', () => {
    const strict: Approvals = { ...one, verifiedIdentity: true };
    expect(answer(strict, [aReview('zoe')]).reason).toContain('asserted identity');
    expect(answer(strict, [aReview('zoe', { identity: 'verified' })]).verdict).toBe('pass');
  });

  test('nowhere before there is a head', () => {
    const { head: _absent, ...candidacy } = aCandidacy({ reviews: [aReview('zoe')] });
    expect(verdictOf(one, candidacy).verdict).toBe('pending');
  });
});

describe('a rejection', () => {
  test('is not superseded by a review that does not count', () => {
    const strict: Approvals = { ...one, by: ['zoe', 'bob'] };
    const rejection = aReview('zoe', { verdict: 'reject' });
    const shadow = aReview('Mallory <zoe@evil.example>', { at: '2026-11-24T12:00:00Z' });
    expect(answer(strict, [aReview('bob'), rejection, shadow]).verdict).toBe('pending');
  });

  test('stands against enough approvals', () => {
    expect(answer(one, [aReview('zoe'), aReview('bob', { verdict: 'reject' })])).toMatchObject({
      verdict: 'pending',
      reason: expect.stringContaining('bob rejected it'),
    });
  });

  test('of an older head stands until that person reviews again', () => {
    const rejection = aReview('bob', { verdict: 'reject', head: olderHead, at: '2026-11-23T10:00:00Z' });
    expect(answer(one, [aReview('zoe'), rejection]).verdict).toBe('pending');
    expect(answer(one, [aReview('zoe'), rejection, aReview('bob')]).verdict).toBe('pass');
  });

  test('by somebody whom the gate does not ask does not stand', () => {
    const byZoe: Approvals = { ...one, by: ['zoe'] };
    expect(answer(byZoe, [aReview('zoe'), aReview('bob', { verdict: 'reject' })]).verdict).toBe('pass');
  });
});

describe('who may approve', () => {
  const policy = aPolicy({ roles: { risk: ['github:Zoe', 'ann'], chiefs: ['role:risk', 'bob'] } });

  test.each([
    [['zoe'], 'zoe', 'pass'],
    [['zoe'], 'github:zoe', 'pass'],
    [['github:zoe'], 'github:zoe', 'pass'],
    [['github:zoe'], 'zoe', 'pending'],
    [['zoe'], 'zoe@evil.example', 'pending'],
    [['zoe'], 'zoe <mallory@evil.example>', 'pending'],
    [['zoe@example.org'], 'Zoe Fox <zoe@example.org>', 'pass'],
    [['role:risk'], 'github:zoe', 'pass'],
    [['role:risk'], 'bob', 'pending'],
    [['role:chiefs'], 'bob', 'pass'],
    [['role:chiefs'], 'github:zoe', 'pass'],
    [['role:none'], 'zoe', 'pending'],
    [['role:constructor'], 'zoe', 'pending'],
    [['owners'], 'olga', 'pass'],
    [['owners'], 'zoe', 'pending'],
  ])('of %j, %s is answered with %s', (by, actor, verdict) => {
    const candidacy = aCandidacy({ policy, reviews: [aReview(actor)] });
    expect(verdictOf({ ...one, by }, candidacy).verdict).toBe(verdict);
  });

  test('is said with how many are missing', () => {
    const verdict = verdictOf(
      { ...one, count: 2, by: ['role:chiefs', 'owners'] },
      aCandidacy({ policy, reviews: [aReview('bob')] }),
    );
    expect(verdict.reason).toBe('1 of 2 approvals (bob), 1 missing: from role:chiefs, owners (bob, olga, github:Zoe).');
  });
});

describe('who stands behind a proposal', () => {
  const backers = {
    requester: 'ann',
    opener: 'otto',
    committers: ['Carl Cole <carl@example.org>'],
    registrar: ['rita'],
  };

  test.each(['ann', 'otto', 'carl', 'Carl Cole', 'github:carl', 'rita'])('%s cannot approve it by default', (actor) => {
    expect(verdictOf(one, aCandidacy({ backers, reviews: [aReview(actor)] }))).toMatchObject({
      verdict: 'pending',
      reason: expect.stringContaining(`The approval of ${actor} does not count`),
    });
  });

  test('may approve it where the gate does not exclude them', () => {
    const lenient: Approvals = { ...one, exclude: ['requester'] };
    expect(verdictOf(lenient, aCandidacy({ backers, reviews: [aReview('rita')] })).verdict).toBe('pass');
    expect(verdictOf(lenient, aCandidacy({ backers, reviews: [aReview('ann')] })).verdict).toBe('pending');
    expect(verdictOf({ ...one, exclude: [] }, aCandidacy({ backers, reviews: [aReview('ann')] })).verdict).toBe('pass');
  });

  test('is not hidden by a bot', () => {
    const automated = {
      ...backers,
      opener: 'github-actions[bot]',
      committers: ['GitHub <noreply@github.com>'],
      requester: 'ann[bot]',
    };
    expect(verdictOf(one, aCandidacy({ backers: automated, reviews: [aReview('ann')] })).verdict).toBe('pending');
    expect(verdictOf(one, aCandidacy({ backers: automated, reviews: [aReview('zoe')] })).verdict).toBe('pass');
  });

  test('must be known', () => {
    const unknown = { ...backers, requester: '' };
    expect(verdictOf(one, aCandidacy({ backers: unknown, reviews: [aReview('zoe')] }))).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('not known who asked for it'),
    });
  });
});

describe('a person alone', () => {
  const alone: Partial<Candidacy> = { owners: ['ann'], model: { ...aCandidacy().model, owners: ['ann'] } };

  test('is told which line of registry.yaml to change', () => {
    expect(verdictOf(one, aCandidacy(alone)).reason).toContain(
      'write exclude: [] in gate approvals of stage production in registry.yaml',
    );
    expect(verdictOf({ ...one, by: ['owners'] }, aCandidacy(alone)).reason).toBe(
      '0 of 1 approvals, 1 missing: nobody is left among owners but ann, who stands behind it. Add owners to models/iris/model.yaml or owners in registry.yaml, or write exclude: [] in gate approvals of stage production in registry.yaml to let them approve their own.',
    );
  });

  test('is named once, whatever Git tells of them beside their name', () => {
    const people = ['ann', 'Ann Lee', 'a.lee@corp.example', 'Bob Roe', 'bob@corp.example'];
    const backers = { requester: 'ann', opener: 'ann', committers: people, registrar: ['ann', 'Bob Roe'] };
    expect(verdictOf(one, aCandidacy({ backers })).reason).toContain(
      'anyone but ann and Ann Lee and Bob Roe, who stand behind it, may give them',
    );
  });

  test('is not told so while the policy knows others', () => {
    expect(
      verdictOf(one, aCandidacy({ ...alone, policy: aPolicy({ roles: { risk: ['zoe'] } }) })).reason,
    ).not.toContain('exclude: []');
  });
});

test('a stage with direct commits cannot be approved and says which line to change', () => {
  const candidacy = aCandidacy({ stage: aStage([one], { review: 'none' }) });
  expect(verdictOf(one, candidacy)).toMatchObject({
    verdict: 'fail',
    reason: expect.stringContaining('set review: proposal'),
  });
});

const login = fc.stringMatching(/^[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,4})?$/);
/** The ways in which one account turns up. */
const spelling = (name: string) =>
  fc.constantFrom(
    name,
    name.toUpperCase(),
    ` ${name}\u200b`,
    `@${name}`,
    `github:${name}`,
    `GitHub:${name}`,
    `${name}@example.org`,
    `${name}+work@example.org`,
    `Some Body <${name}@example.org>`,
    `1234+${name}@users.noreply.github.com`,
    `${name}[bot]`,
    `https://github.com/${name}`,
    [...name].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join(''),
  );

test('a person behind the proposal never satisfies an approval gate, by any spelling', () => {
  const scene = login.chain((name) => fc.tuple(spelling(name), fc.array(spelling(name), { minLength: 1 }), fc.nat(3)));
  fc.assert(
    fc.property(scene, ([backer, actors, place]) => {
      const backers = { requester: 'r0', opener: 'o0', committers: ['c0'], registrar: ['g0'] };
      const behind = [
        { requester: backer },
        { opener: backer },
        { committers: ['c0', backer] },
        { registrar: [backer] },
      ][place];
      const reviews = actors.map((actor) => aReview(actor, { identity: 'verified' }));
      expect(verdictOf(one, aCandidacy({ backers: { ...backers, ...behind }, reviews })).verdict).not.toBe('pass');
    }),
  );
});

test('taking approvals away never makes the gate pass', () => {
  const actor = fc.constantFrom(
    'zoe',
    'github:Zoe',
    'bob',
    'Bob <zoe@example.org>',
    'Carl <zoe@c>',
    'carl',
    'ann',
    'x[bot]',
  );
  const review: fc.Arbitrary<Review> = fc
    .record({
      actor,
      verdict: mostly('approve' as const, 'reject' as const),
      head: mostly(head, olderHead),
      at: fc.constantFrom('2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z', '2026-11-24T12:00:00Z'),
    })
    .map(({ actor: who, ...rest }) => aReview(who, rest));
  const gate = fc.record({ count: fc.nat(3), by: fc.constantFrom(undefined, ['zoe', 'bob']) });
  fc.assert(
    fc.property(
      gate,
      fc.array(review, { maxLength: 8 }),
      fc.infiniteStream(fc.boolean()),
      ({ count, by }, reviews, keep) => {
        const rule: Approvals = { ...one, count, ...(by && { by }) };
        const fewer = reviews.filter(({ verdict }) => verdict === 'reject' || keep.next().value);
        if (answer(rule, fewer).verdict === 'pass') expect(answer(rule, reviews).verdict).toBe('pass');
      },
    ),
    { numRuns: 3000 },
  );
});

function mostly<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });
}

function answer(gate: Approvals, reviews: readonly Review[]) {
  return verdictOf(gate, aCandidacy({ reviews }));
}
