import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Verdict } from '../../../core/domain/verdict.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import type { Candidacy } from '../../../core/gates/candidacy.ts';
import { judge } from '../../../core/judging/judge.ts';
import { maximumReportLength, renderReport } from '../../../core/report/report.ts';
import {
  aCandidacy,
  aContender,
  aFirstCandidacy,
  anEvaluation,
  aPointer,
  aReview,
  aStage,
  imageOf,
} from '../gates/candidacy-samples.ts';

const parser = new MarkdownIt({ html: true, linkify: true });

const gates: readonly Gate[] = [
  { gate: 'servable', id: 'servable' },
  { gate: 'signature', id: 'signature' },
  { gate: 'no-regression', id: 'no-regression', dataset: 'iris-test', metrics: ['accuracy', 'f1'], tolerance: 0.01 },
  { gate: 'licence', id: 'licence', allow: ['MIT'], waivable: ['olga'] },
  { gate: 'approvals', id: 'approvals', count: 2 },
];

test('a promotion that waits for an approval reads like this', async () => {
  const waiver = { gate: 'licence', reason: 'Legal signed off.', by: 'ann', until: '2026-12-01T00:00:00Z' };
  const lineage = {
    sourceRepository: 'https://github.com/acme/iris',
    sourceCommit: 'c'.repeat(40),
    runUrl: 'https://github.com/acme/iris/actions/runs/1',
    parent: '1.0.0',
  };
  const candidacy = aCandidacy({
    stage: aStage(gates),
    candidate: aContender('1.1.0', {
      evaluations: [anEvaluation('1.1.0', { accuracy: 0.966_666_666_7, f1: 0.966_583_124_5, mae: 0.1 })],
      is: { lineage, parameters: { C: 10, penalty: 'l2' } },
    }),
    incumbent: aContender('1.0.0', {
      evaluations: [anEvaluation('1.0.0', { accuracy: 0.933_333_333_3, f1: 0.932_659_932_7, mae: 0.05 })],
    }),
    pointer: aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), waivers: [waiver] }),
    reviews: [aReview('olga')],
  });
  await expect(reportOn(candidacy)).toMatchFileSnapshot('promotion.md');
});

describe('the headline', () => {
  test('says that it can merge', () => {
    expect(reportOn(aCandidacy())).toMatch(/^## ✅ Can merge: iris 1\.1\.0 to production\n\nIt replaces 1\.0\.0\./);
  });

  test('says what blocks it before what it waits for', () => {
    const report = reportOn(aCandidacy({ stage: aStage(gates) }));
    expect(report).toMatch(/^## ❌ Blocked by 2 gates: iris 1\.1\.0 to production/);
    expect(report).toContain('Blocked by:\n\n- **no-regression**: ');
    expect(report).toContain('Waits for:\n\n- **approvals**: 0 of 2 approvals, 2 missing');
  });

  test('says when time alone may change the answer', () => {
    const hold = { by: 'olga', reason: 'Audit.', at: '2026-11-24T10:00:00Z', until: '2026-11-27T17:00:00Z' };
    expect(reportOn(aCandidacy({ basePointer: aPointer('1.0.0', { hold }) }))).toContain(
      'It can change by itself at 2026-11-27T17:00:00Z.',
    );
  });
});

test('a first version is compared with nothing and is withdrawn to go back', () => {
  const candidate = aContender('1.1.0', { evaluations: [anEvaluation('1.1.0', { accuracy: 0.9 })] });
  const report = reportOn(aFirstCandidacy({ candidate }));
  expect(report).toContain('No version holds production yet.');
  expect(report).toContain('| accuracy | 0.9 | – | no incumbent |');
  expect(report).toContain('`mergeline withdraw iris --stage production`');
});

test('metrics are compared on one data set alone, and not at all where the incumbent has none', () => {
  const candidate = aContender('1.1.0', { evaluations: [anEvaluation('1.1.0', { accuracy: 0.9 })] });
  expect(reportOn(aCandidacy({ candidate }))).toContain('| accuracy | 0.9 | – | not comparable |');
});

test('the interval of a verified metric stands beside it', () => {
  const intervals = { level: 0.95, wilson: { accuracy: [0.744, 0.965] as const } };
  const candidate = aContender('1.1.0', {
    evaluations: [anEvaluation('1.1.0', { accuracy: 0.9, f1: 0.8 }, { intervals })],
  });
  const report = reportOn(aFirstCandidacy({ candidate }));
  expect(report).toContain('| Metric | 1.1.0 | 95 % | incumbent | Change |');
  expect(report).toContain('| accuracy | 0.9 | 0.744 to 0.965 | – | no incumbent |');
  expect(report).toContain('| f1 | 0.8 | – | – | no incumbent |');
});

test('slices stand beside those of the incumbent, with their rows', () => {
  const slice = (accuracy: number, value: string | null) => ({
    column: 'region',
    value,
    rows: 7,
    metrics: { accuracy },
  });
  const now = anEvaluation('1.1.0', { accuracy: 0.9 }, { slices: [slice(0.8, 'north'), slice(0.7, null)] });
  const before = anEvaluation('1.0.0', { accuracy: 0.9 }, { slices: [slice(0.85, 'north')] });
  const report = reportOn(
    aCandidacy({
      candidate: aContender('1.1.0', { evaluations: [now] }),
      incumbent: aContender('1.0.0', { evaluations: [before] }),
    }),
  );
  expect(report).toContain('| Slice | Rows | 1.1.0 | 1.0.0 |');
  expect(report).toContain('| region = north | 7 | 0.8 | 0.85 |');
  expect(report).toContain('| region is missing | 7 | 0.7 | – |');
});

test('the image and the way back are named exactly', () => {
  const report = reportOn(aCandidacy());
  expect(report).toContain(`\`${imageOf('1.1.0').digest}\``);
  expect(report).toContain('`mergeline rollback iris --stage production --to 1.0.0`');
});

test('a withdrawal and a change of the hold have reports too', () => {
  const { candidate: _none, ...rest } = aCandidacy();
  const withdrawal = {
    ...rest,
    pointer: aPointer(null, { generation: 2, replaces: parseVersion('1.0.0') }),
    expectedImage: null,
  };
  expect(reportOn(withdrawal, null)).toMatch(/^## ✅ Can merge: withdraw iris 1\.0\.0 from production/);
  const pointer = { ...aPointer('1.0.0'), change: 'hold' as const, generation: 2, replaces: parseVersion('1.0.0') };
  expect(reportOn(aCandidacy({ pointer }))).toMatch(/change the hold of iris in production/);
});

const hostile = fc.oneof(
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '@acme/owners',
    '#1',
    '| a | b |\n',
    '\n\n# H\n',
    '```\n',
    '</details>',
    '\u202e',
    'http://x.example',
    '\\',
    '`',
    '*',
  ),
  fc.string({ unit: 'binary' }),
);

test('nothing that a manifest or a person says is active in a report', () => {
  const field = fc.array(hostile, { maxLength: 4 }).map((it) => it.join(''));
  const usual = shapeOf(reportOn(said(Array.from({ length: 12 }, () => 'word'))));
  fc.assert(
    fc.property(
      fc.array(
        field.map((it) => `x${it}x`),
        { minLength: 12, maxLength: 12 },
      ),
      (texts) => {
        expect(shapeOf(reportOn(said(texts)))).toEqual(usual);
      },
    ),
    { numRuns: 100 },
  );
});

test('a report fits into a comment, however much there is to say', () => {
  const long = (seed: string) =>
    fc.constantFrom(seed.repeat(10), seed.repeat(500), '@'.repeat(1000), '\u202e'.repeat(1000));
  const count = fc.constantFrom(1, 50, 300);
  fc.assert(
    fc.property(long('a|b '), count, count, (text, rows, gateCount) => {
      const parameters = Object.fromEntries(Array.from({ length: rows }, (_, index) => [`${text} ${index}`, text]));
      const candidate = aContender('1.1.0', { is: { parameters, licence: text, metrics: { [text]: 1 } } });
      const pointer = aPointer('1.1.0', {
        generation: 2,
        replaces: parseVersion('1.0.0'),
        reason: text,
        requestedBy: text,
      });
      const kinds = ['pass', 'fail', 'pending'] as const;
      const verdicts: Verdict[] = Array.from({ length: gateCount }, (_, index) => ({
        gate: text,
        verdict: kinds[index % 3] ?? 'pass',
        reason: text,
        until: text,
      }));
      const report = renderReport({ candidacy: aCandidacy({ candidate, pointer }), verdicts, image: null });
      expect(report.length).toBeLessThan(maximumReportLength);
      expect(report).toContain('### Gates');
      expect(report).toContain('### What the merge ships');
    }),
    { numRuns: 12 },
  );
});

test('a shortened report says so and shows first what stands against the merge', () => {
  const verdicts: Verdict[] = Array.from({ length: 1000 }, (_, index) => ({
    gate: `gate-${index}`,
    verdict: index === 999 ? 'fail' : 'pass',
    reason: 'x'.repeat(500),
  }));
  const report = renderReport({ candidacy: aCandidacy(), verdicts, image: null });
  expect(report).toContain('This report was shortened to fit.');
  expect(report).toContain('| gate-999 | ❌ fail |');
  expect(report).toMatch(/[0-9]+ more are not shown/);
});

function reportOn(candidacy: Candidacy, image: Parameters<typeof renderReport>[0]['image'] = defaultImage): string {
  return renderReport({ candidacy, verdicts: judge(candidacy), image });
}

const { digest } = imageOf('1.1.0');
const defaultImage = { reference: `registry.example.org/iris@${digest}`, digest };

/** A candidacy in which everything that people or manifests can say is said. */
function said(texts: readonly string[]): Candidacy {
  const [t0 = '', t1 = '', t2 = '', t3 = '', t4 = '', t5 = '', t6 = '', t7 = '', t8 = '', t9 = '', t10 = '', t11 = ''] =
    texts;
  return aCandidacy({
    stage: aStage([
      { gate: 'licence', id: 'licence', allow: ['MIT'] },
      { gate: 'approvals', id: 'approvals', count: 1 },
    ]),
    candidate: aContender('1.1.0', {
      is: {
        licence: t0,
        registeredBy: t1,
        parameters: { C: t2 },
        source: { format: 'pickle', framework: t3, frameworkVersion: t4, estimator: t5 },
        lineage: { sourceRepository: t6, sourceCommit: t7, parent: t8 },
        scan: { verdict: 'allowed', globals: [t9] },
        metrics: { [`m${t10}`]: 1 },
      },
    }),
    pointer: aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0'), requestedBy: t1, reason: t11 }),
    reviews: [aReview('zoe', { verdict: 'reject', comment: t11 })],
  });
}

/** Every construct of the document that is more than text; code spans may hold or be replaced by text. */
function shapeOf(markdown: string): string[] {
  const flatten = (tokens: readonly Token[]): Token[] =>
    tokens.flatMap((token) => [token, ...flatten(token.children ?? [])]);
  return flatten(parser.parse(markdown, {}))
    .map(({ type }) => type)
    .filter((type) => !['text', 'text_special', 'code_inline', 'inline'].includes(type));
}
