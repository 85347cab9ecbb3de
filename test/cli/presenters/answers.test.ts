import { describe, expect, it } from 'vitest';
import type { Page } from '../../../cli/page.ts';
import { presentConversion } from '../../../cli/presenters/conversion.ts';
import { presentDoctor } from '../../../cli/presenters/doctor.ts';
import { presentEvaluation } from '../../../cli/presenters/evaluation.ts';
import { presentHistory } from '../../../cli/presenters/history.ts';
import { presentHold } from '../../../cli/presenters/hold.ts';
import { inspectionAnswer, presentInspection } from '../../../cli/presenters/inspection.ts';
import { presentMerge } from '../../../cli/presenters/merge.ts';
import { presentModels } from '../../../cli/presenters/models.ts';
import { presentPredictions } from '../../../cli/presenters/predictions.ts';
import { presentPromotion } from '../../../cli/presenters/promotion.ts';
import { presentProposal } from '../../../cli/presenters/proposal.ts';
import { presentProposals } from '../../../cli/presenters/proposals.ts';
import { presentPublication } from '../../../cli/presenters/publication.ts';
import { presentPull } from '../../../cli/presenters/pull.ts';
import { presentRegistration } from '../../../cli/presenters/registration.ts';
import { presentSearch } from '../../../cli/presenters/search.ts';
import { presentStatus } from '../../../cli/presenters/status.ts';
import { presentValidation } from '../../../cli/presenters/validation.ts';
import { presentVersion } from '../../../cli/presenters/version.ts';
import { presentVersions } from '../../../cli/presenters/versions.ts';
import type { HistoryAnswer, PlanAnswer } from '../../../core/answers.ts';
import type { Oid } from '../../../core/domain/records.ts';
import * as answers from '../answers.ts';

const page: Page = { colour: false, quiet: false, columns: 100 };

const plan: PlanAnswer = {
  branch: 'main',
  proposal: false,
  message: 'register iris@1.1.0\n\nbetter',
  files: [
    { path: 'models/iris/versions/1.1.0.yaml', action: 'add' },
    { path: 'models/iris/model.yaml', action: 'change' },
  ],
};

describe('models and versions', () => {
  it('are tables with a column for each stage and metric', () => {
    expect(presentModels(answers.list, page)).toMatchInlineSnapshot(`
      "MODEL       VERSIONS  LATEST  development  staging  production
      iris               2  1.1.0   1.1.0        1.0.0    -           Three species
      risk/fraud         0  -       -            -        -

      Next
        mergeline list iris  its versions and their metrics"
    `);
    expect(presentVersions(answers.versions, page)).toMatchInlineSnapshot(`
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
    expect(presentSearch(answers.search, page)).toMatchInlineSnapshot(`
      "2 of 3 versions

      VERSION     REGISTERED            STAGES      STATUS  accuracy  C    team
      iris@1.1.0  2026-11-25 10:00 UTC  production  active  0.973333  0.5  flowers
      iris@1.0.0  2026-11-25 10:00 UTC  -           yanked         -  -    -

      There are more: the same command with --page-token bmV4dA

      Next
        mergeline show iris@1.1.0  everything about it"
    `);
    expect(presentSearch({ ...answers.search, versions: [], total: 0, nextPageToken: null }, page)).toBe(
      'No version is like that.',
    );
  });

  it('show what could not be read beside what could', () => {
    const faults = [{ file: 'models/x/model.yaml', line: 2, column: 1, message: 'is no mapping' }];

    expect(presentModels({ ...answers.list, faults }, page)).toContain('models/x/model.yaml:2:1  is no mapping');
  });

  it('of an empty registry lead to the first registration', () => {
    expect(presentModels({ ...answers.list, models: [] }, page)).toMatchInlineSnapshot(`
      "There are no models yet.

      Next
        mergeline register <model> <path>  register the first one"
    `);
  });

  it('align names in any script', () => {
    const [model] = answers.list.models;
    const wide = {
      ...answers.list,
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
    expect(presentVersion(answers.show, page)).toMatchInlineSnapshot(`
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
      model: answers.iris,
      version: answers.second,
      state: 'yanked',
      reason: 'leaks the target',
      by: 'bea',
      at: '2026-11-25T10:00:00Z',
    } as const;

    expect(presentVersion({ ...answers.show, status }, page)).toContain('\nyanked by bea: leaks the target\n');
  });
});

describe('a registration', () => {
  it('names the version, its files and what to do next', () => {
    expect(presentRegistration(answers.register, page)).toMatchInlineSnapshot(`
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
    expect(presentRegistration({ ...answers.register, created: false, commit: null }, page)).toMatch(
      /^= iris@1\.1\.0 has this content already; nothing was written/,
    );
  });

  it('that cannot be served says why', () => {
    const conversion = { outcome: 'unsupported', reason: 'sklearn.svm.SVC is not known' } as const;

    expect(presentRegistration({ ...answers.register, conversion, servable: false }, page)).toContain(
      'no: sklearn.svm.SVC is not known',
    );
  });

  it('that measured the model shows the numbers and whether they are evidence', () => {
    const { task, rows, dataset, metrics } = answers.evaluate;
    const evaluation = { task, rows, dataset, metrics, pinnedAs: 'holdout', evidence: answers.evaluate };
    const present = (change: object) =>
      presentRegistration({ ...answers.register, evaluation: { ...evaluation, ...change } }, page);

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
    expect(present({ evidence: { ...answers.evaluate, created: false } })).toContain('recorded on holdout before');
  });

  it('as a dry run shows the plan', () => {
    expect(presentRegistration({ ...answers.register, commit: null, plan }, page)).toMatchInlineSnapshot(`
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
    const text = presentRegistration({ ...answers.register, promotion: answers.promote }, page);

    expect(text).toContain('Proposed to set iris@production to 1.1.0: proposal 7');
    expect(text.match(/^Next$/gm)).toHaveLength(1);
  });
});

describe('a promotion', () => {
  it('that needs review shows verdicts and the way to the merge', () => {
    expect(presentPromotion(answers.promote, page)).toMatchInlineSnapshot(`
      "… Proposed to set iris@production to 1.1.0: proposal 7

        replaces  1.0.0
        image     sha256:0123456789ab

        … approvals  pending  0 of 1 approval
        ✓ 1 gate     pass     servable
        - 1 gate     skipped  no-regression

      Next
        mergeline proposal show 7     what reviewers read
        mergeline proposal approve 7  by somebody who is not behind it
        mergeline proposal merge 7    move the stage and publish the image"
    `);
  });

  it('that was open already, or that a gate stands against, is not offered for a merge', () => {
    const failing = [{ gate: 'parity', verdict: 'fail', reason: 'too far' }] as const;
    for (const change of [{ created: false }, { verdicts: failing }]) {
      expect(presentPromotion({ ...answers.promote, ...change }, page, { draft: true })).toMatch(
        /Next\n {2}mergeline proposal show 7 {2}what reviewers read$/,
      );
    }
  });

  it('of a version that nothing can run does not offer to try it', () => {
    const { proposal: _proposal, ...promotion } = { ...answers.promote, image: null };
    const text = presentRegistration({ ...answers.register, servable: false, promotion }, page);

    expect(text).toContain('mergeline history iris@production');
    expect(text).not.toContain('predict');
  });

  it('without review is done at once', () => {
    const { proposal: _proposal, ...direct } = answers.promote;

    expect(presentPromotion({ ...direct, commit: answers.commit, verdicts: [] }, page)).toMatchInlineSnapshot(`
      "✓ Set iris@production to 1.1.0

        replaces  1.0.0
        commit    c0ffee1234
        image     sha256:0123456789ab

      Next
        mergeline predict iris@production --input rows.json  try it
        mergeline history iris@production                    who held the stage when"
    `);
  });

  it('to an empty stage and from one reads as such', () => {
    const { proposal: _proposal, ...direct } = answers.promote;

    expect(presentPromotion({ ...direct, version: null }, page)).toMatch(/^✓ Set iris@production empty/);
  });
});

describe('a proposal', () => {
  it('is shown as a reviewer needs it', () => {
    expect(presentProposal(answers.proposal, page)).toMatchInlineSnapshot(`
      "Proposal 7, open: Promote iris@1.1.0 to production

        asked by  ann, 2026-11-25 10:00 UTC
        reason    better on setosa
        replaces  1.0.0
        branch    mergeline/iris-production-7 at c0ffee1234
        image     registry.example/iris@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

      Gates
        ✓ servable       pass     it is served as ONNX
        - no-regression  skipped  nothing holds production
        … approvals      pending  0 of 1 approval

      Verified on holdout, 30 rows
        METRIC       1.1.0     1.0.0  CHANGE
        accuracy  0.966667  0.933333  ▲ +0.0333333, better
        mae            0.1         –  not comparable

      Reported by the authors, not verified
        METRIC    1.1.0  1.0.0
        accuracy   0.99   0.95

      Against 1.0.0
        signature   the same
        data sets   the same
        parameters  C 1 → 10

      Reviews
        ✓ bea  asserted  counts  2026-11-25 10:00 UTC  fine

      Next
        mergeline proposal approve 7                 by somebody who is not behind it
        mergeline proposal reject 7 --comment <why>  ask for changes"
    `);
    const listed = { ...answers.summary, stale: false };

    expect(presentProposals({ proposals: [listed] }, page)).toMatchInlineSnapshot(`
      "PROPOSAL  STATE  TITLE                             ASKED BY  OPENED
      7         open   Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC

      Next
        mergeline proposal show 7  verdicts, reviews and the report"
    `);
    expect(presentProposals({ proposals: [listed, { ...listed, id: '6', stale: true }] }, page)).toMatchInlineSnapshot(`
      "PROPOSAL  STATE        TITLE                             ASKED BY  OPENED
      7         open         Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC
      6         open, stale  Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC

      Next
        mergeline proposal show 7     verdicts, reviews and the report
        mergeline proposal refresh 6  the registry has moved on"
    `);
  });

  it('that is stale asks for a refresh before anything else', () => {
    expect(presentProposal({ ...answers.proposal, stale: true }, page)).toMatch(
      /Next\n {2}mergeline proposal refresh 7/,
    );
  });

  it('that is merged names the way back', () => {
    expect(presentMerge(answers.merge, page)).toMatchInlineSnapshot(`
      "✓ Merged: iris@production is 1.1.0 now

        commit  c0ffee1234
        image   sha256:0123456789ab
        state   published

        3 gates: 2 pass, 1 skipped

      Next
        mergeline predict iris@production --input rows.json  try it
        mergeline serve iris@production                      serve it over HTTP
        mergeline rollback iris --stage production           the way back"
    `);
  });
});

it('the first merge into a stage has no way back', () => {
  const first = presentMerge({ ...answers.merge, replaces: null }, page);
  const emptied = { ...answers.published, version: null, image: null, digest: null };
  const withdrawal = presentMerge({ ...answers.merge, version: null, published: emptied }, page);

  expect(first).not.toContain('rollback');
  expect(first).toContain('mergeline history iris@production');
  expect(withdrawal).not.toContain('predict');
});

describe('stages', () => {
  it('that are held, published and emptied say so', () => {
    expect(presentHold(answers.hold, page)).toMatchInlineSnapshot(`
      "✓ iris@production is held: no promotion goes there

        until   2026-12-27 00:00 UTC
        commit  c0ffee1234

      Next
        mergeline unhold iris@production  lift it"
    `);
    expect(presentPublication({ published: [answers.published] }, page)).toMatchInlineSnapshot(`
      "✓ Published 1

      STAGE            VERSION  STATE      IMAGE
      iris@production  1.1.0    published  sha256:0123456789ab

      Next
        mergeline history iris@production  how the stage came to this"
    `);
    expect(presentPublication({ published: [] }, page)).toMatchInlineSnapshot(`"= Everything is published already"`);
  });

  it('that were changed past their policy are counted and explained', () => {
    const unjudged = { ...answers.published, state: 'unjudged', reason: 'no approval found for c0ffee1234' } as const;

    expect(presentPublication({ published: [answers.published, unjudged] }, page)).toMatchInlineSnapshot(`
      "✗ 1 of 2 could not be published

      STAGE            VERSION  STATE      IMAGE
      iris@production  1.1.0    published  sha256:0123456789ab
      iris@production  1.1.0    unjudged   sha256:0123456789ab  no approval found for c0ffee1234

      Next
        mergeline history iris@production  how the stage came to this"
    `);
  });
});

describe('evidence', () => {
  it('is numbers in columns', () => {
    expect(presentEvaluation(answers.evaluate, page)).toMatchInlineSnapshot(`
      "✓ Evaluated iris@1.1.0, classification

        data set  holdout, 30 rows, sha256:0123456789ab
        commit    c0ffee1234

                            95 %
        accuracy  0.966667  0.833 to 0.994
        f1          0.9665  0.898 to 1
        log_loss    0.0812

        CLASS      PRECISION  RECALL        F1  ROWS
        setosa             1       1         1    10
        virginica   0.909091       1  0.952381    10

        TRUTH \\ PREDICTED  setosa  virginica
        setosa                 10          0
        virginica               1         19

        SLICE              ROWS  ACCURACY        F1
        garden = north       28         1         1
        garden is missing     2       0.5  0.333333

      These gates look at the numbers: no-regression of production.

      Next
        mergeline show iris@1.1.0                  beside what was reported
        mergeline promote iris@1.1.0 --to <stage>  move it to a stage"
    `);
    expect(presentPredictions(answers.predict, page)).toMatchInlineSnapshot(`
      "iris@1.1.0, 2 rows

      ROW  PREDICTION  setosa  versicolor  virginica
        1  setosa      0.9800      0.0200     0.0000
        2  virginica   0.0100      0.1900     0.8000"
    `);
  });

  it('of a model file is what it holds and what it would import', () => {
    const { source, scan } = answers.manifest;
    const estimators = {
      'steps[0].scaler': 'sklearn.preprocessing.StandardScaler',
      'steps[1].clf': 'LogisticRegression',
    };

    expect(presentInspection(inspectionAnswer({ source, scan, estimators }), page)).toMatchInlineSnapshot(`
      "  format     joblib
        framework  scikit-learn 1.7.0
        model      sklearn.pipeline.Pipeline
        scan       allowed: every name is one that models use

      Estimators
        steps[0].scaler  sklearn.preprocessing.StandardScaler
        steps[1].clf     LogisticRegression

      Loading it in its framework would import
        numpy.ndarray
        sklearn.pipeline.Pipeline"
    `);
  });

  it('of a conversion is how far the two are apart', () => {
    const { conversion, signature } = answers.manifest;
    if (conversion.outcome !== 'converted' || signature === undefined) throw new Error('the story has changed');
    const { inputs, outputs } = signature;
    const common = { output: 'out/model.onnx', digest: answers.digest, size: 5600, opset: 21, inputs, outputs };

    expect(presentConversion({ ...common, parity: conversion.parity, warnings: [] }, page)).toMatchInlineSnapshot(`
      "✓ Wrote out/model.onnx

        size    5.6 kB
        digest  sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        opset   21
        parity  equal within 2.2e-16 on 150 rows
        in      input  float64[rows, 4]
        out     label  string[rows]"
    `);
  });
});

describe('the rest', () => {
  it('is as short as it can be', () => {
    expect(presentHistory(answers.history, page)).toMatchInlineSnapshot(`
      "WHEN                     WHAT        WHICH                                WHO  COMMIT      WHY
      2026-11-25 10:00:00 UTC  promoted    iris@production → 1.1.0 (was 1.0.0)  ann  c0ffee1234  better; proposal 7; approved by bea
      2026-11-25 10:00:00 UTC  registered  iris@1.1.0                           ann  c0ffee1234

      Next
        mergeline list --at c0ffee1234  the registry as it stood then"
    `);
    const [promoted] = answers.history.events;
    const events: HistoryAnswer['events'] = [
      {
        ...promoted!,
        approvedBy: [],
        waived: [{ gate: 'soak', reason: 'Waived until 2026-12-01 by lea: hotfix', until: '2026-12-01T00:00:00Z' }],
        brokenGlass: { by: 'otto', reason: 'outage INC-7' },
        breakGlass: true,
      },
      { ...promoted!, kind: 'rejected', actor: 'bea', reason: 'recall fell', commit: 'ab'.repeat(20) as Oid },
    ];
    const broken = presentHistory({ ...answers.history, events }, page);
    expect(broken).toContain('soak: Waived until 2026-12-01 by lea: hotfix');
    expect(broken).toContain('break-glass by otto: outage INC-7, not approved since');
    expect(broken).toMatch(/rejected .* bea .* recall fell; proposal 7/);
    // A rejection is no state of the registry to look at.
    const rejected = presentHistory({ ...answers.history, events: events.slice(1) }, page);
    expect(rejected).not.toContain('list --at');
    expect(presentStatus(answers.status, page)).toMatchInlineSnapshot(`
      "✓ iris@1.0.0 is yanked now

        commit  c0ffee1234

      Next
        mergeline list iris  the other versions"
    `);
    expect(presentValidation(answers.validate, page)).toMatchInlineSnapshot(`"✓ 12 files checked, nothing is wrong"`);
    expect(presentDoctor(answers.doctor, page)).toMatchInlineSnapshot(`
      "Repository
        ✓ files            12 files

      Stages
        ! iris@production  not published
                           → mergeline publish

      You
        ✓ identity         you act as ann

      1 warning"
    `);
  });

  it('of a pull is where the verified files are', () => {
    const { model, version, manifestDigest } = answers.register;
    const files = [{ path: 'source/model.pkl', digest: answers.digest, size: 1234, written: true }];
    const pulled = { model, version, manifestDigest, output: 'iris-1.1.0', files, warnings: [] };

    expect(presentPull(pulled, page)).toMatchInlineSnapshot(`
      "✓ iris@1.1.0: 1 file, 1.2 kB, verified, in iris-1.1.0

        FILE                SIZE  DIGEST
        source/model.pkl  1.2 kB  sha256:0123456789ab"
    `);
  });
});
