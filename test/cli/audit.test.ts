import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsAsCsv } from '../../cli/findings-as-csv.ts';
import { presentAudit } from '../../cli/presenters/audit.ts';
import type { AuditedChange } from '../../core/audit/audit-answer.ts';
import { type Finding, finding } from '../../core/audit/finding.ts';
import type { StageName } from '../../core/domain/names.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';
import * as evidenceAnswers from './story/evidence-answers.ts';

const page = { colour: false, quiet: false, columns: Number.POSITIVE_INFINITY };

describe('mergeline audit', () => {
  it('asks for a stage and a period', async () => {
    const registry = fakeRegistry();
    await runCli(['audit', 'iris@production', '--from', '2026-01-01', '--to', 'v2'], { registry });
    expect(registry.calls).toEqual([
      ['evidence.audit', { model: 'iris', stage: 'production' }, { from: '2026-01-01', to: 'v2' }],
    ]);
  });

  const [broken, typed] = evidenceAnswers.audit.findings as readonly [Finding, Finding];
  const missing = finding('approval-missing', { what: 'It was approved by nobody.', hint: 'Ask.' });
  it.each<[string, readonly Finding[], number]>([
    ['where integrity is broken, whatever else is found', [typed, missing, broken], 6],
    ['where the policy was passed over', [missing, typed], 3],
    ['where there are notices alone', [typed], 0],
  ])('prints the whole report and tells by its exit code %s', async (_, findings, code) => {
    const registry = fakeRegistry({ evidence: { audit: async () => ({ ...evidenceAnswers.audit, findings }) } });
    const run = await runCli(['audit', '--json'], { registry });
    expect(run).toMatchObject({ code, stderr: '' });
    expect(JSON.parse(run.stdout).findings).toEqual(findings);
  });

  it('shows each finding with its remedy, and who let in what', () => {
    expect(presentAudit(evidenceAnswers.audit, page)).toMatchInlineSnapshot(`
      "✗ 7 commits, 2 versions, 3 stage changes and 9 records looked at, findings: 1 of integrity, 1 notice

      integrity: manifest-rewritten  2026-11-25 10:00 UTC, Eve, commit c0ffee1234
        models/iris/versions/1.0.0.yaml is made once; commit c0ffee1234 changed it.
        Bring it back with: git checkout c0ffee1234~1 -- models/iris/versions/1.0.0.yaml

      notice: typed-trailer  2026-11-25 10:00 UTC, Eve, commit c0ffee1234
        The message of commit c0ffee1234 says that bob approved it. No record does, so it counts for nothing.
        See the message with: git show --no-patch c0ffee1234

      WHEN                  STAGE                    CHANGE     ASKED BY  APPROVED BY  MEASURED
      2026-11-25 10:00 UTC  iris@production → 1.1.0  promotion  ann       bob          accuracy on holdout (30 rows) is 0.966667, at least 0.9.

      Registry c0ffee1234, records beef001234; from the first commit to c0ffee1234 of 2026-11-25 10:00 UTC."
    `);
  });

  it('writes a page of evidence about a stage at a moment, and says where it lies', async () => {
    const [registry, folder] = [fakeRegistry(), await temporaryFolder()];
    const words = ['audit', 'iris@production', '--at', '2026-03-31', '--html', 'evidence.html'];
    const run = await runCli(words, { registry, cwd: folder });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`page          ${join(folder, 'evidence.html')}`);
    expect(run.stdout).toContain('risk/fraud-detector@production was 1.8.0 on 2026-03-31 21:14 UTC');
    expect(registry.calls).toEqual([['evidence.show', { model: 'iris', stage: 'production' }, { at: '2026-03-31' }]]);
    expect(await readFile(join(folder, 'evidence.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it.each([
    [['audit', 'iris', '--html', 'e.html'], 'iris@production'],
    [['audit', '--html', 'e.html'], 'iris@production'],
    [['audit', 'iris@production', '--at', '2026-03-31'], '--to'],
    [['audit', 'iris@production', '--html', 'e.html', '--from', '2026-01-01'], '--at <date>'],
    [['audit', 'iris@production', '--html', 'e.html', '--to', '2026-01-01'], '--at <date>'],
    [['audit', 'iris@production', '--html', 'e.html', '--csv'], '--at <date>'],
  ])('refuses %j and says what to write', async (words, hint) => {
    const run = await runCli(words, { cwd: await temporaryFolder() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(hint);
  });

  it('says first that there are no records, where nothing can be told without them', () => {
    const text = presentAudit({ ...evidenceAnswers.audit, recordsCommit: null }, page);
    expect(text.split('\n\n')[1]).toMatch(/^There are no records here.*git fetch origin mergeline-records/);
    const untouched = {
      ...evidenceAnswers.audit,
      recordsCommit: null,
      counts: { ...evidenceAnswers.audit.counts, pointers: 0 },
    };
    expect(presentAudit(untouched, page)).not.toContain('There are no records here');
  });

  it.each([
    ['a hold', { change: 'hold', held: true }, / hold +ann/],
    ['the end of a hold', { change: 'hold', held: false }, / unhold +ann/],
  ] as const)('calls %s what it is', (_, change, expected) => {
    const promotions = [{ ...(evidenceAnswers.audit.promotions[0] as AuditedChange), ...change }];
    expect(presentAudit({ ...evidenceAnswers.audit, promotions }, page)).toMatch(expected);
  });

  it('shows what was measured, whatever the gate is called, and not what had nothing to measure', () => {
    const reasons = [
      'accuracy on iris-test (50 rows) is 0.92, below 0.95.',
      'No version holds the stage, so there is nothing to compare with.',
      'On iris-test, against 1.0.0: accuracy 0.98 after 0.92.',
    ];
    const verdicts = reasons.map((reason) => ({ gate: 'own-name', verdict: 'pass' as const, reason }));
    const promotions = [{ ...(evidenceAnswers.audit.promotions[0] as AuditedChange), verdicts }];
    expect(presentAudit({ ...evidenceAnswers.audit, promotions }, page)).toContain(
      `bob          ${reasons[0]} ${reasons[2]}`,
    );
  });

  it('says that all is well', () => {
    const text = presentAudit({ ...evidenceAnswers.audit, findings: [], promotions: [] }, page);
    expect(text).toMatchInlineSnapshot(`
      "✓ 7 commits, 2 versions, 3 stage changes and 9 records bear each other out

      Registry c0ffee1234, records beef001234; from the first commit to c0ffee1234 of 2026-11-25 10:00 UTC."
    `);
  });
});

describe('findings in a table', () => {
  it('are one line each, as RFC 4180 writes them', async () => {
    const { stdout } = await runCli(['audit', '--csv'], { registry: fakeRegistry() });
    expect(stdout.split('\r\n')).toHaveLength(4);
    expect(stdout).toMatchInlineSnapshot(`
      "severity,kind,model,version,stage,generation,commit,at,who,what,hint
      integrity,manifest-rewritten,iris,1.0.0,,,c0ffee1234567890c0ffee1234567890c0ffee12,2026-11-25T10:00:00Z,Eve,models/iris/versions/1.0.0.yaml is made once; commit c0ffee1234 changed it.,Bring it back with: git checkout c0ffee1234~1 -- models/iris/versions/1.0.0.yaml
      notice,typed-trailer,,,,,c0ffee1234567890c0ffee1234567890c0ffee12,2026-11-25T10:00:00Z,Eve,"The message of commit c0ffee1234 says that bob approved it. No record does, so it counts for nothing.",See the message with: git show --no-patch c0ffee1234
      "
    `);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', '\n=1'])(
    'never start with what a spreadsheet would run: %j',
    (hostile) => {
      const csv = findingsAsCsv([
        finding('not-published', { what: hostile, hint: '', who: hostile, stage: hostile as StageName }),
      ]);
      for (const cell of csv.split('\r\n')[1]?.split(',') ?? []) expect(cell).toMatch(/^"?(?:'|[a-z]|$)/);
    },
  );

  it('keep quotes and commas inside a cell, and no line ends', () => {
    const csv = findingsAsCsv([finding('not-published', { what: 'a "b", c\nd', hint: '' })]);
    expect(csv).toContain('"a ""b"", c d"');
  });
});
