import { describe, expect, it } from 'vitest';
import { presentModels } from '../../../cli/presenters/models.ts';
import { presentRegistration } from '../../../cli/presenters/registration.ts';
import { presentSearch } from '../../../cli/presenters/search.ts';
import { presentVersion } from '../../../cli/presenters/version.ts';
import { presentVersions } from '../../../cli/presenters/versions.ts';
import * as evidenceAnswers from '../story/evidence-answers.ts';
import * as modelAnswers from '../story/model-answers.ts';
import * as story from '../story/names.ts';
import { plan } from '../story/names.ts';
import { page } from '../story/page.ts';
import * as proposalAnswers from '../story/proposal-answers.ts';

describe('what a search names beside the usual', () => {
  it('has a column, with days as days and numbers as far as they matter', () => {
    const [first] = modelAnswers.search.versions;
    const fields = { risk_tier: ['high'], next_review: [Date.parse('2027-03-31')], 'verified.f1': [0.123456789, 1] };
    const versions = [first, first].flatMap((it, index) => (it ? [{ ...it, fields: index === 0 ? fields : {} }] : []));
    const lines = presentSearch({ ...modelAnswers.search, versions, mentioned: Object.keys(fields) }, page).split('\n');
    expect(lines.find((line) => line.includes('RISK TIER'))).toMatch(/RISK TIER +NEXT REVIEW +f1/);
    expect(lines.filter((line) => line.startsWith('iris@')).map((line) => line.split(/ {2,}/).slice(-3))).toEqual([
      ['high', '2027-03-31', '0.123457, 1'],
      ['-', '-', '-'],
    ]);
  });
});

describe('two fields of one key', () => {
  it('have columns that say which is which', () => {
    const fields = { 'verified.f1': [0.5], 'reported.f1': [0.9] };
    const versions = modelAnswers.search.versions.slice(0, 1).map((it) => ({ ...it, fields }));
    const mentioned = [...Object.keys(fields), 'verified.auc'];
    const text = presentSearch({ ...modelAnswers.search, versions, mentioned }, page);
    expect(text).toMatch(/STATUS +verified\.f1 +reported\.f1 +auc$/m);
  });
});

describe('the metrics of a model', () => {
  const metrics = { accuracy: 0.9, auc: 0.95, f1: 0.8, log_loss: 0.3, precision: 0.7, recall: 0.6 };
  const answer = {
    ...modelAnswers.versions,
    versions: modelAnswers.versions.versions.map((it) => ({ ...it, metrics })),
  };
  const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

  it.each([60, 80, 100])('are as many as %d columns have room for, and the others are named', (columns) => {
    const text = presentVersions(answer, { ...page, columns });
    expect(widest(text)).toBeLessThanOrEqual(columns);
    expect(text).toMatch(/VERSION .* accuracy/);
    expect(text.replace(/\s+/g, ' ')).toMatch(/Without .*recall: mergeline show and mergeline compare have them\./);
  });

  it('show the first one also where there is no room', () => {
    expect(presentVersions(answer, { ...page, columns: 20 })).toMatch(/STATUS +accuracy$/m);
  });
});

describe('models and versions', () => {
  it('that are none may be at a remote', () => {
    const none = { ...modelAnswers.list, models: [] };

    expect(presentModels(none, page, { catchUp: 'git pull' })).toMatchInlineSnapshot(`
      "There are no models yet.

      If a colleague registered one, this clone does not have it yet: git pull

      Next
        mergeline register <model> <path>  register the first one"
    `);
    expect(presentModels(none, page)).not.toContain('git');
  });

  it('are tables with a column for each stage and metric', () => {
    expect(presentModels(modelAnswers.list, page)).toMatchInlineSnapshot(`
      "MODEL       VERSIONS  LATEST  development  staging  production
      iris               2  1.1.0   1.1.0        1.0.0    -           Three species
      risk/fraud         0  -       -            -        -

      Next
        mergeline list iris  its versions and their metrics"
    `);
    expect(presentVersions(modelAnswers.versions, page)).toMatchInlineSnapshot(`
      "iris, 2 versions

      VERSION  REGISTERED            STAGES   STATUS      accuracy      f1
      1.1.0    2026-11-25 10:00 UTC  -        servable    0.9667 ✓  0.97
      1.0.0    2026-11-25 10:00 UTC  staging  deprecated    0.95       -

      ✓ verified, by the newest evaluation on holdout; the others as their authors reported them

      Next
        mergeline show iris@1.1.0  everything about it"
    `);
  });

  it('that a search found have a column for what it asked', () => {
    expect(presentSearch(modelAnswers.search, page)).toMatchInlineSnapshot(`
      "2 of 3 versions

      VERSION     REGISTERED            STAGES      STATUS  accuracy  C    team
      iris@1.1.0  2026-11-25 10:00 UTC  production  active  0.973333  0.5  flowers
      iris@1.0.0  2026-11-25 10:00 UTC  -           yanked         -  -    -

      There are more: the same command with --page-token bmV4dA

      Next
        mergeline show iris@1.1.0  everything about it"
    `);
  });

  it('that a search did not find lead to whatever has what it asked for', () => {
    const nothing = { ...modelAnswers.search, versions: [], total: 0, nextPageToken: null };
    expect(presentSearch(nothing, page)).toMatchInlineSnapshot(`
      "No version is like that.

      A condition on what a version does not have is false, also with !=.

      Next
        mergeline search 'stage IS NOT NULL'  whatever has stage
        mergeline list                        every model"
    `);
    expect(presentSearch({ ...nothing, mentioned: [] }, page)).toBe(
      'No version is like that.\n\nNext\n  mergeline list  every model',
    );
  });

  it('that a search found show what answers have only where it is asked for', () => {
    const [version] = modelAnswers.search.versions;
    const fields = { version_number: [3], 'verified.auc': [0.5, 0.75], 'lineage.parent': [] };
    const found = { ...modelAnswers.search, versions: [{ ...version, fields }], mentioned: Object.keys(fields) };
    expect(presentSearch(found as typeof modelAnswers.search, page)).toContain('active  3               0.5, 0.75  -');
  });

  it('show what could not be read beside what could', () => {
    const faults = [{ file: 'models/x/model.yaml', line: 2, column: 1, message: 'is no mapping' }];

    expect(presentModels({ ...modelAnswers.list, faults }, page)).toContain('models/x/model.yaml:2:1  is no mapping');
  });

  it('of an empty registry lead to the first registration', () => {
    expect(presentModels({ ...modelAnswers.list, models: [] }, page)).toMatchInlineSnapshot(`
      "There are no models yet.

      Next
        mergeline register <model> <path>  register the first one"
    `);
  });

  it('align names in any script', () => {
    const [model] = modelAnswers.list.models;
    const wide = {
      ...modelAnswers.list,
      models: [
        { ...model!, description: '花' },
        { ...model!, description: 'flower' },
      ],
    };

    expect(presentModels(wide, page)).toContain('花\n');
  });
});

describe('one version', () => {
  it('is shown with everything known about it', () => {
    expect(presentVersion(modelAnswers.show, page)).toMatchInlineSnapshot(`
      "iris@1.1.0  Logistic regression

        manifest    sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        registered  2026-11-25 10:00 UTC by ann
        owners      ann
        source      joblib, scikit-learn 1.7.0, sklearn.pipeline.Pipeline
        served      ONNX, converted, equal within 2.2e-16 on 150 rows
        scan        allowed, imports 2 names
        licence     Apache-2.0
        code        https://example.org/iris at c0ffee1234

      Stages
        staging  generation 3  image sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  held

      Signature
        in   input  float64[rows, 4]
        out  label  string[rows]
        classes: setosa, versicolor, virginica

      Reported metrics
        accuracy  0.97

      Verified on holdout (30 rows, 2026-11-25 10:00 UTC)
        accuracy  0.966667

      Parameters
        C       1
        solver  lbfgs

      Data sets
        train  120 rows  sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

      Tags
        team  flowers

      Files
        FILE                SIZE  DIGEST
        source/model.pkl  1.2 kB  sha256:0123456789ab
        model.onnx        5.6 MB  sha256:0123456789ab

      Next
        mergeline promote iris@1.1.0 --to <stage>  move it to a stage
        mergeline pull iris@1.1.0                  fetch its files"
    `);
  });

  it('that is yanked says by whom and why at the top', () => {
    const status = {
      model: story.iris,
      version: story.second,
      state: 'yanked',
      reason: 'leaks the target',
      by: 'bea',
      at: '2026-11-25T10:00:00Z',
    } as const;

    expect(presentVersion({ ...modelAnswers.show, status }, page)).toContain('\nyanked by bea: leaks the target\n');
  });
});

describe('a registration', () => {
  it('names the version, its files and what to do next', () => {
    expect(presentRegistration(modelAnswers.register, page)).toMatchInlineSnapshot(`
      "✓ Registered iris@1.1.0

        manifest  sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        commit    c0ffee1234
        served    ONNX, converted, equal within 2.2e-16 on 150 rows

        FILE                SIZE  DIGEST
        source/model.pkl  1.2 kB  sha256:0123456789ab
        model.onnx        5.6 MB  sha256:0123456789ab

      Next
        mergeline show iris@1.1.0                       everything about it
        mergeline predict iris@1.1.0 --input rows.json  try it
        mergeline promote iris@1.1.0 --to <stage>       move it to a stage"
    `);
  });

  it('of the same content says that nothing was written', () => {
    expect(presentRegistration({ ...modelAnswers.register, created: false, commit: null }, page)).toMatch(
      /^= iris@1\.1\.0 has this content already; nothing was written/,
    );
  });

  it('that cannot be served says why', () => {
    const conversion = { outcome: 'unsupported', reason: 'sklearn.svm.SVC is not known' } as const;

    expect(presentRegistration({ ...modelAnswers.register, conversion, servable: false }, page)).toContain(
      'no: sklearn.svm.SVC is not known',
    );
  });

  it('that measured the model shows the numbers and whether they are evidence', () => {
    const { task, rows, dataset, metrics } = evidenceAnswers.evaluate;
    const evaluation = { task, rows, dataset, metrics, pinnedAs: 'holdout', evidence: evidenceAnswers.evaluate };
    const present = (change: object) =>
      presentRegistration({ ...modelAnswers.register, evaluation: { ...evaluation, ...change } }, page);

    expect(present({})).toContain(
      [
        '  measured  classification on 30 rows, sha256:0123456789ab',
        '  evidence  recorded on holdout',
        '',
        '  accuracy  0.966667',
        '  f1          0.9665',
      ].join('\n'),
    );
    expect(present({ pinnedAs: null, evidence: undefined })).toContain('none: registry.yaml pins no data set');
    expect(present({ evidence: undefined })).toContain('not recorded on holdout');
    expect(present({ evidence: { ...evidenceAnswers.evaluate, created: false } })).toContain(
      'recorded on holdout before',
    );
  });

  it('as a dry run shows the plan', () => {
    expect(presentRegistration({ ...modelAnswers.register, commit: null, plan }, page)).toMatchInlineSnapshot(`
      "? Would register iris@1.1.0

        manifest  sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        served    ONNX, converted, equal within 2.2e-16 on 150 rows

        FILE                SIZE  DIGEST
        source/model.pkl  1.2 kB  sha256:0123456789ab
        model.onnx        5.6 MB  sha256:0123456789ab

      Would commit to main: register iris@1.1.0
        +  models/iris/versions/1.1.0.yaml
        ~  models/iris/model.yaml
      Nothing was written."
    `);
  });

  it('with a stage goes on to what the promotion led to', () => {
    const text = presentRegistration({ ...modelAnswers.register, promotion: proposalAnswers.promote }, page);

    expect(text).toContain('Proposed to set iris@production to 1.1.0: proposal 7');
    expect(text.match(/^Next$/gm)).toHaveLength(1);
  });
});
