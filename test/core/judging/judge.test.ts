import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Gate, StagePolicy } from '../../../core/domain/policy.ts';
import type { Pointer } from '../../../core/domain/records.ts';
import { allowsMerge } from '../../../core/domain/verdict.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import type { Candidacy } from '../../../core/gates/candidacy.ts';
import { judge } from '../../../core/judging/judge.ts';
import { mayBreakGlass } from '../../../core/pointers/may-break-glass.ts';
import {
  aCandidacy,
  aContender,
  aFirstCandidacy,
  anEvaluation,
  aPointer,
  aPolicy,
  aReview,
  aStage,
  production,
  staging,
  testSet,
} from '../gates/candidacy-samples.ts';

const servable: Gate = { gate: 'servable', id: 'servable' };
const approvals: Gate = { gate: 'approvals', id: 'four-eyes', count: 1 };
const licence: Gate = { gate: 'licence', id: 'licence', allow: ['MIT'] };

describe('a promotion', () => {
  test('meets the built-in rules first, then the gates in the order of the policy', () => {
    const verdicts = judge(aCandidacy({ stage: aStage([approvals, servable]) }));
    expect(verdicts.map(({ gate }) => gate)).toEqual(['integrity', 'available', 'hold', 'four-eyes', 'servable']);
  });

  test('into a stage without gates meets the built-in rules all the same', () => {
    const verdicts = judge(aFirstCandidacy({ stage: aStage([], { review: 'none' }) }));
    expect(verdicts.map(({ gate }) => gate)).toEqual(['integrity', 'available', 'hold']);
    expect(allowsMerge(verdicts)).toBe(true);
  });

  test('is not merged while one gate is pending', () => {
    expect(allowsMerge(judge(aCandidacy({ stage: aStage([servable, approvals]) })))).toBe(false);
    expect(allowsMerge(judge(aCandidacy({ stage: aStage([servable, approvals]), reviews: [aReview('zoe')] })))).toBe(
      true,
    );
  });
});

describe('a rollback', () => {
  const stage = aStage([licence, approvals], { rollback: { gates: [approvals] } });
  const held = [{ stage: production, from: '2026-11-01T10:00:00Z', until: '2026-11-10T10:00:00Z' }];

  test('to a version that held the stage meets integrity, signature and what the team adds', () => {
    const verdicts = judge(rollback({ stage, tenures: held }));
    expect(verdicts.map(({ gate }) => gate)).toEqual(['integrity', 'available', 'hold', 'signature', 'four-eyes']);
  });

  test('meets the signature gate once when the team states it', () => {
    const own: StagePolicy = { ...stage, rollback: { gates: [{ gate: 'signature', id: 'callers' }] } };
    expect(idsOf(rollback({ stage: own, tenures: held })).slice(3)).toEqual(['callers']);
  });

  test.each([
    ['never held it', []],
    ['held another', [{ ...held[0], stage: staging }]],
    ['holds it now for the first time', [{ stage: production, from: '2026-11-01T10:00:00Z' }]],
  ])('to a version that %s is judged like a promotion and says so', (_what, tenures) => {
    const verdicts = judge(rollback({ stage, tenures: tenures as Candidacy['tenures'] }));
    expect(verdicts.slice(3)).toMatchObject([
      {
        gate: 'rollback',
        verdict: 'skipped',
        reason: '1.1.0 never held production before, so it is judged like a promotion.',
      },
      { gate: 'licence', verdict: 'fail' },
      { gate: 'four-eyes', verdict: 'pending' },
    ]);
  });
});

test('a withdrawal meets the approvals of the stage and no gate that needs a candidate', () => {
  const { candidate: _none, ...rest } = aCandidacy({ stage: aStage([servable, licence, approvals]) });
  const pointer = aPointer(null, { generation: 2, replaces: parseVersion('1.0.0') });
  const verdicts = judge({ ...rest, pointer, expectedImage: null });
  expect(verdicts.map(({ gate, verdict }) => [gate, verdict])).toEqual([
    ['integrity', 'pass'],
    ['available', 'skipped'],
    ['hold', 'pass'],
    ['four-eyes', 'pending'],
  ]);
});

test('a change of the hold meets integrity alone', () => {
  const basePointer = aPointer('1.0.0');
  const pointer: Pointer = {
    ...basePointer,
    change: 'hold',
    generation: 2,
    replaces: parseVersion('1.0.0'),
    hold: { by: 'ann', reason: 'Audit.', at: '2026-11-25T09:00:00Z' },
  };
  const verdicts = judge(aCandidacy({ stage: aStage([servable, approvals]), basePointer, pointer }));
  expect(verdicts.map(({ gate, verdict }) => [gate, verdict])).toEqual([
    ['integrity', 'pass'],
    ['available', 'skipped'],
    ['hold', 'skipped'],
  ]);
});

test('a promotion that calls itself a change of the hold fails', () => {
  const { pointer } = aCandidacy();
  expect(allowsMerge(judge(aCandidacy({ stage: aStage([licence]), pointer: { ...pointer, change: 'hold' } })))).toBe(
    false,
  );
});

test('a gate that throws fails with the reason and hides no other', () => {
  const broken: Gate = { gate: 'expression', id: 'own', expression: 'x' };
  const expressions = new Map([
    [
      'x',
      () => {
        throw new Error('No such key: x');
      },
    ],
  ]);
  const verdicts = judge(aCandidacy({ stage: aStage([broken, servable]), expressions }));
  expect(verdicts.slice(3)).toMatchObject([
    { gate: 'own', verdict: 'fail', reason: 'It cannot be judged: No such key: x' },
    { gate: 'servable', verdict: 'pass' },
  ]);
});

test('a kind of gate that does not exist fails', () => {
  const unknown = { gate: 'constructor', id: 'odd' } as unknown as Gate;
  expect(judge(aCandidacy({ stage: aStage([unknown]) })).at(-1)).toMatchObject({
    verdict: 'fail',
    reason: 'There is no gate of kind constructor.',
  });
});

describe('breaking the glass', () => {
  const stage = aStage([], { breakGlass: ['role:on-call', 'owners', 'github:zoe'] });
  const roles = { 'on-call': ['carl'] };

  test.each([
    ['carl', true],
    ['github:zoe', true],
    ['zoe', false],
    ['bob', false],
    ['', false],
    ['olga', false],
  ])('is open to %s: %s', (actor, may) => {
    expect(mayBreakGlass(stage, actor, roles)).toBe(may);
  });

  test('is open to an owner where the policy says owners', () => {
    expect(mayBreakGlass(stage, 'olga', roles, ['olga'])).toBe(true);
  });

  test('is open to nobody by default', () => {
    expect(mayBreakGlass(aStage([]), 'ann', { admin: ['ann'] }, ['ann'])).toBe(false);
  });
});

const text = fc.constantFrom(
  '',
  'ann',
  'zoe',
  'accuracy',
  'iris-test',
  '7d',
  '1 MB',
  '2026-11-25T10:00:00Z',
  'constructor',
  '__proto__',
  '\u202e|@x',
);
const anything = fc.anything({ maxDepth: 2, withNullPrototype: true, withBigInt: true });
const gateKinds = [
  'metric',
  'no-regression',
  'evaluated',
  'servable',
  'signature',
  'came-through',
  'soak',
  'approvals',
  'required-fields',
  'licence',
  'size',
  'scan',
  'parity',
  'checklist',
  'expression',
  'unheard-of',
] as const;
/** Gates of every kind whose fields may be missing, odd, or of another type than the policy's schema allows. */
const oddGate: fc.Arbitrary<Gate> = fc
  .record(
    {
      metric: text,
      min: fc.oneof(fc.double(), text),
      dataset: text,
      metrics: fc.oneof(fc.array(text), anything),
      stage: fc.constantFrom(production, staging),
      for: text,
      count: fc.oneof(fc.integer(), anything),
      by: fc.oneof(fc.array(text), anything),
      manifest: fc.oneof(fc.array(text), anything),
      card: fc.oneof(fc.array(text), anything),
      allow: fc.oneof(fc.array(text), anything),
      max: text,
      items: fc.oneof(fc.array(fc.record({ id: text, text })), anything),
      expression: text,
      waivable: fc.oneof(fc.array(text), anything),
    },
    { requiredKeys: [] },
  )
  .chain((fields) => fc.constantFrom(...gateKinds).map((gate) => ({ ...fields, gate, id: gate }) as unknown as Gate));

const oddPointer = fc.record(
  {
    version: fc.constantFrom(null, parseVersion('1.1.0'), parseVersion('9.9.9')),
    image: anything,
    generation: fc.oneof(fc.double(), fc.integer()),
    change: fc.constantFrom('promotion', 'rollback', 'withdrawal', 'hold', 'sideways'),
    hold: anything,
    waivers: fc.oneof(anything, fc.array(fc.record({ gate: text, reason: text, by: text, until: text }))),
  },
  { requiredKeys: [] },
);

const oddCandidacy: fc.Arbitrary<Candidacy> = fc
  .record(
    {
      now: text,
      owners: fc.array(text),
      card: text,
      candidate: fc.oneof(anything, fc.record({ manifest: anything, manifestDigest: text, evaluations: anything })),
      incumbent: anything,
      basePointer: anything,
      expectedImage: anything,
      tenures: fc.array(fc.record({ stage: fc.constantFrom(production, staging), from: text, until: fc.option(text) })),
      backers: fc.oneof(
        anything,
        fc.record({ requester: text, opener: text, committers: fc.array(text), registrar: fc.array(text) }),
      ),
      reviews: fc.oneof(
        anything,
        fc.array(fc.record({ actor: text, verdict: text, head: text, at: text, checks: anything })),
      ),
      head: text,
    },
    { requiredKeys: [] },
  )
  .chain((odd) =>
    fc.record({ gates: fc.array(oddGate), pointer: oddPointer }).map(({ gates, pointer }) => {
      const sane = aCandidacy();
      return {
        ...sane,
        ...odd,
        pointer: { ...sane.pointer, ...pointer },
        stage: aStage(gates),
      } as unknown as Candidacy;
    }),
  );

test('judging never throws, and answers every rule with a reason, whatever it is given', () => {
  fc.assert(
    fc.property(oddCandidacy, (candidacy) => {
      const verdicts = judge(candidacy);
      expect(verdicts.slice(0, 3).map(({ gate }) => gate)).toEqual(['integrity', 'available', 'hold']);
      for (const { verdict, reason } of verdicts) {
        expect(['pass', 'fail', 'pending', 'waived', 'skipped']).toContain(verdict);
        expect(reason).toBeTypeOf('string');
        expect(reason).not.toBe('');
      }
    }),
    { numRuns: 1000 },
  );
});

test('judging twice gives the same verdicts and changes nothing it was given', () => {
  fc.assert(
    fc.property(fc.array(oddGate), (gates) => {
      const candidacy = deepFreeze(aCandidacy({ stage: aStage(gates), reviews: [aReview('zoe')] }));
      expect(judge(candidacy)).toEqual(judge(candidacy));
    }),
  );
});

test('a policy, metric or card that the proposal claims changes no verdict on evidence', () => {
  const metric: Gate = { gate: 'metric', id: 'accurate', metric: 'accuracy', min: 0.9, dataset: testSet.name };
  const stage = aStage([
    metric,
    { gate: 'no-regression', id: 'no-regression', dataset: testSet.name, metrics: ['accuracy'] },
  ]);
  const incumbent = aContender('1.0.0', { evaluations: [anEvaluation('1.0.0', { accuracy: 0.9 })] });
  const evaluations = [anEvaluation('1.1.0', { accuracy: 0.5 })];
  const claims = fc.dictionary(fc.constantFrom('accuracy', 'f1'), fc.double({ min: 0, max: 1 }));
  fc.assert(
    fc.property(claims, text, (metrics, reason) => {
      const candidate = aContender('1.1.0', { evaluations, is: { metrics } });
      const pointer = aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), reason });
      const verdicts = judge(aCandidacy({ stage, incumbent, candidate, pointer, policy: aPolicy() }));
      expect(verdicts.slice(3).map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
    }),
  );
});

function rollback(changes: Partial<Candidacy>): Candidacy {
  const pointer = aPointer('1.1.0', { change: 'rollback', generation: 2, replaces: parseVersion('1.0.0') });
  return aCandidacy({ pointer, ...changes });
}

function idsOf(candidacy: Candidacy): string[] {
  return judge(candidacy).map(({ gate }) => gate);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
