import { describe, expect, it } from 'vitest';
import type { Page } from '../../../cli/page.ts';
import { presentComparison } from '../../../cli/presenters/comparison.ts';
import type { CompareAnswer } from '../../../core/comparison/comparison-answer.ts';
import { sampleComparison } from '../../support/sample-comparison.ts';
import { comparison } from '../story/model-answers.ts';

const wide: Page = { colour: false, quiet: false, columns: Number.POSITIVE_INFINITY };

function textOf(answer: CompareAnswer = comparison, view = { all: false }, page = wide): string {
  return presentComparison(answer, view, page);
}

describe('a comparison', () => {
  it('has fields as rows, versions as columns, and says what it leaves out', () => {
    expect(textOf(sampleComparison([8, 11]))).toMatchInlineSnapshot(`
      "risk/fraud-detector@1.8.0 (risk/fraud-detector@production) and risk/fraud-detector@1.11.0 (risk/fraud-detector@development)

        1.11.0 against 1.8.0  6 metrics better; 21 fields differ; breaks callers: input merchant is new and nobody sends it

                           1.8.0                         1.11.0
      Where they stand
        stage              production                    development
        created            2026-09-01 09:00 UTC          2026-12-01 09:00 UTC
        created by         ann                           bob
        card.development   –                             sha256:bbbbbbbbbbbb
        card.production    sha256:bbbbbbbbbbbb           –
      Verified on holdout-q3
        accuracy           0.934587                      0.963934  ▲ +0.0293461, better
          95 % within      0.923 to 0.944                0.952 to 0.974
        precision          0.904587                      0.933934  ▲ +0.0293461, better
          95 % within      0.885 to 0.921                0.914 to 0.95
        recall             0.854587                      0.883934  ▲ +0.0293461, better
          95 % within      0.835 to 0.871                0.864 to 0.9
        f1                 0.879587                      0.908934  ▲ +0.0293461, better
          95 % within      0.86 to 0.896                 0.889 to 0.925
        log_loss           0.139248                      0.12164  ▼ −0.0176077, better
          95 % within      0.119 to 0.155                0.102 to 0.138
        roc_auc            0.960752                      0.97836  ▲ +0.0176077, better
          95 % within      0.941 to 0.977                0.958 to 0.994
      Reported by the authors, not verified
        accuracy           0.944587                      0.973934
        business_value     188000                        213500
      Parameters
        n_estimators       300                           375
      Signature
        inputs             …                             …, merchant string [any, 1]
      Data sets
        transactions.rows  122000                        134000
      Size
        source             3.5 MB                        4.1 MB
        served             3.0 MB                        3.6 MB
      Lineage
        run url            https://ci.example/runs/4208  https://ci.example/runs/4211
        source commit      8b825dc642                    bb825dc642
      Description
        tags.quarter       Q3                            Q4

      24 fields that are the same in all: --all shows them.

      Next
        mergeline compare risk/fraud-detector@production risk/fraud-detector@development --html comparison.html  a page with charts
        mergeline show risk/fraud-detector@1.11.0                                                                everything about the last one"
    `);
  });

  it('shows what is the same, too, when it is asked to', () => {
    expect(textOf()).not.toMatch(/^ {2}licence/m);
    expect(textOf(comparison, { all: true })).toMatch(/^ {2}licence +Apache-2.0 +Apache-2.0 +Apache-2.0$/m);
    expect(textOf(comparison, { all: true })).not.toContain('--all');
    expect(textOf(comparison, { all: false }, { ...wide, verbose: true })).toBe(textOf(comparison, { all: true }));
  });

  it('leaves out other averages of a metric that is there, and says so', () => {
    const [row] = comparison.rows.filter(({ field }) => field === 'verified.f1');
    const rows = [...comparison.rows, { ...row!, field: 'verified.f1_micro' }];

    expect(textOf({ ...comparison, rows })).toMatch(
      /same in all and 1 other average of these metrics: --all shows them\.$/m,
    );
    expect(textOf({ ...comparison, rows })).not.toContain('f1_micro');
    expect(textOf({ ...comparison, rows }, { all: true })).toContain('f1_micro');
  });

  it('is a list where the terminal is too narrow for the table', () => {
    const lines = textOf(comparison, { all: false }, { ...wide, columns: 60 }).split('\n');

    expect(lines.slice(lines.indexOf('  accuracy'), lines.indexOf('  precision'))).toEqual([
      '  accuracy',
      '    1.3.0   0.823562                       within 0.812 to 0.833',
      '    1.8.0   0.934587  ▲ +0.111025, better  within 0.923 to 0.944',
      '    1.11.0  0.963934  ▲ +0.140371, better  within 0.952 to 0.974',
    ]);
  });

  it('says where the page lies, and does not offer it again', () => {
    const text = textOf({ ...comparison, ...{ page: '/there/page.html' } });

    expect(text).toContain('The page is /there/page.html');
    expect(text).not.toContain('--html');
  });

  it('names the data set on which one of them was not measured, where it can be', () => {
    const rows = comparison.rows.map((row) =>
      row.group === 'verified' ? { ...row, values: [row.values[0]!, row.values[1]!, null] } : row,
    );
    const advice = 'mergeline evaluate risk/fraud-detector@1.11.0 --dataset holdout-q3';
    expect(textOf({ ...comparison, rows })).toContain(advice);

    const served = rows.map((row) => (row.field === 'served' ? { ...row, values: ['onnx', 'onnx', null] } : row));
    expect(textOf({ ...comparison, rows: served })).not.toContain('mergeline evaluate');
  });

  it('says that it is the signature which is gone, and begins a list that nothing else has', () => {
    const outputs = ['label string [any]', 'probabilities float64 [any, 2]'];
    const against = { better: 0, worse: 0, changed: 1, signature: ['gone'] };
    const [first, last] = comparison.versions.map((it) => ({ ...it, against: null }));
    const row = { field: 'outputs', group: 'signature', values: [outputs, null], changed: true } as const;
    const text = textOf({ ...comparison, versions: [first!, { ...last!, against }], rows: [row] });

    expect(text).toContain('1 field differs; signature: gone');
    expect(text).toMatch(/^ {2}outputs +label string \[any\], probabilities float… +–$/m);
  });

  it('tells how numbers that nobody measured can be compared', () => {
    const rows = comparison.rows.filter(({ group }) => group !== 'verified');

    expect(textOf({ ...comparison, rows })).toContain('mergeline evaluate risk/fraud-detector@1.3.0');
  });
});
