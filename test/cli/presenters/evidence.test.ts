import { describe, expect, it } from 'vitest';
import { presentConversion } from '../../../cli/presenters/conversion.ts';
import { presentDoctor } from '../../../cli/presenters/doctor.ts';
import { presentEvaluation } from '../../../cli/presenters/evaluation.ts';
import { presentHistory } from '../../../cli/presenters/history.ts';
import { inspectionAnswer, presentInspection } from '../../../cli/presenters/inspection.ts';
import { presentPredictions } from '../../../cli/presenters/predictions.ts';
import { presentPull } from '../../../cli/presenters/pull.ts';
import { presentStatus } from '../../../cli/presenters/status.ts';
import { presentValidation } from '../../../cli/presenters/validation.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { HistoryAnswer } from '../../../core/history/history-answer.ts';
import * as evidenceAnswers from '../story/evidence-answers.ts';
import * as modelAnswers from '../story/model-answers.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';

describe('evidence', () => {
  it('is numbers in columns', () => {
    expect(presentEvaluation(evidenceAnswers.evaluate, page)).toMatchInlineSnapshot(`
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
    expect(presentPredictions(evidenceAnswers.predict, page)).toMatchInlineSnapshot(`
      "iris@1.1.0, 2 rows

      ROW  PREDICTION  setosa  versicolor  virginica
        1  setosa      0.9800      0.0200     0.0000
        2  virginica   0.0100      0.1900     0.8000"
    `);
  });

  it('of a model file is what it holds and what it would import', () => {
    const { source, scan } = modelAnswers.manifest;
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
    const { conversion, signature } = modelAnswers.manifest;
    if (conversion.outcome !== 'converted' || signature === undefined) throw new Error('the story has changed');
    const { inputs, outputs } = signature;
    const common = { output: 'out/model.onnx', digest: story.digest, size: 5600, opset: 21, inputs, outputs };

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
    expect(presentHistory(modelAnswers.history, page)).toMatchInlineSnapshot(`
      "WHEN                     WHAT        WHICH                                WHO  COMMIT      WHY
      2026-11-25 10:00:00 UTC  promoted    iris@production → 1.1.0 (was 1.0.0)  ann  c0ffee1234  better; proposal 7; approved by bea
      2026-11-25 10:00:00 UTC  registered  iris@1.1.0                           ann  c0ffee1234

      Next
        mergeline list --at c0ffee1234  the registry as it stood then"
    `);
    const [promoted] = modelAnswers.history.events;
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
    const broken = presentHistory({ ...modelAnswers.history, events }, page);
    expect(broken).toContain('soak: Waived until 2026-12-01 by lea: hotfix');
    expect(broken).toContain('break-glass by otto: outage INC-7, not approved since');
    expect(broken).toMatch(/rejected .* bea .* recall fell; proposal 7/);
    const dataset = { name: 'holdout', digest: story.digest, rows: 30 };
    const metrics = { accuracy: 0.966666, f1: 0.97, log_loss: 0.1, recall: 0.9 };
    const evaluations = [{ dataset, metrics, evaluatedBy: 'bea', at: promoted!.at }];
    const measured = { ...promoted!, metrics, evaluations, unjudged: true, committedBy: 'eve', published: false };
    expect(presentHistory({ ...modelAnswers.history, events: [measured] }, page)).toContain(
      'accuracy 0.9667, f1 0.97, log_loss 0.1 on holdout; moved by hand by eve, not judged; not published',
    );
    const words = "history iris -n 1 --since '3 days ago'";
    const more = presentHistory({ ...modelAnswers.history, older: 'ab'.repeat(20) as Oid }, page, { words });
    expect(more).toContain(`mergeline ${words} --at ababababab  what happened before`);
    expect(presentHistory({ ...modelAnswers.history, events: [] }, page, { words })).toBe('Nothing happened then.');
    expect(presentHistory({ ...modelAnswers.history, events: [] }, page)).toBe('Nothing has happened yet.');
    // A rejection is no state of the registry to look at.
    const rejected = presentHistory({ ...modelAnswers.history, events: events.slice(1) }, page);
    expect(rejected).not.toContain('list --at');
    expect(presentStatus(modelAnswers.status, page)).toMatchInlineSnapshot(`
      "✓ iris@1.0.0 is yanked now

        commit  c0ffee1234

      Next
        mergeline list iris  the other versions"
    `);
    expect(presentValidation(evidenceAnswers.validate, page)).toMatchInlineSnapshot(
      `"✓ 12 files checked, nothing is wrong"`,
    );
    expect(presentDoctor(evidenceAnswers.doctor, page)).toMatchInlineSnapshot(`
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
    const { model, version, manifestDigest } = modelAnswers.register;
    const files = [{ path: 'source/model.pkl', digest: story.digest, size: 1234, written: true }];
    const pulled = {
      model,
      version,
      manifestDigest,
      output: 'iris-1.1.0',
      files,
      registryCommit: story.commit,
      warnings: [],
    };

    expect(presentPull(pulled, page)).toMatchInlineSnapshot(`
      "✓ iris@1.1.0: 1 file, 1.2 kB, verified, in iris-1.1.0

        FILE                SIZE  DIGEST
        source/model.pkl  1.2 kB  sha256:0123456789ab"
    `);
  });
});
