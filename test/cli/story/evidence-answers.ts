import type { EvaluateAnswer, PredictAnswer, ValidateAnswer } from '../../../core/answers.ts';
import type { AuditAnswer } from '../../../core/audit/audit-answer.ts';
import { finding } from '../../../core/audit/finding.ts';
import type { DoctorAnswer } from '../../../core/checks/doctor-answer.ts';
import type { Oid } from '../../../core/domain/records.ts';
import { at, commit, digest, first, iris, production, second } from './names.ts';

export const evaluate: EvaluateAnswer = {
  model: iris,
  version: second,
  task: 'classification',
  rows: 30,
  metrics: { accuracy: 0.9666666667, f1: 0.9665, log_loss: 0.0812 },
  intervals: {
    level: 0.95,
    wilson: { accuracy: [0.8333, 0.9941] },
    resamples: 1000,
    bootstrap: { f1: [0.8981, 1] },
  },
  perClass: [
    { label: 'setosa', precision: 1, recall: 1, f1: 1, support: 10 },
    { label: 'virginica', precision: 0.9090909, recall: 1, f1: 0.952381, support: 10 },
  ],
  confusion: {
    labels: ['setosa', 'virginica'],
    counts: [
      [10, 0],
      [1, 19],
    ],
  },
  slices: [
    { column: 'garden', value: 'north', rows: 28, metrics: { accuracy: 1, f1: 1 } },
    { column: 'garden', value: null, rows: 2, metrics: { accuracy: 0.5, f1: 0.33333333 } },
  ],
  dataset: { name: 'holdout', digest, rows: 30 },
  commit,
  created: true,
  gates: [{ stage: production, gate: 'no-regression' }],
  warnings: [],
};

export const predict: PredictAnswer = {
  model: iris,
  version: second,
  manifestDigest: digest,
  registryCommit: commit,
  predictions: ['setosa', 'virginica'],
  classes: ['setosa', 'versicolor', 'virginica'],
  probabilities: [
    [0.98, 0.02, 0],
    [0.01, 0.19, 0.8],
  ],
  warnings: [],
};

export const validate: ValidateAnswer = { files: 12, records: 0, edited: [], faults: [], registryCommit: commit };

export const doctor: DoctorAnswer = {
  checks: [
    { group: 'repository', check: 'files', state: 'ok', message: '12 files' },
    {
      group: 'stages',
      check: 'iris@production',
      state: 'warning',
      message: 'not published',
      hint: 'mergeline publish',
    },
    { group: 'you', check: 'identity', state: 'ok', message: 'you act as ann' },
  ],
};

export const audit: AuditAnswer = {
  period: { from: null, to: commit, fromTime: '2026-11-20T09:00:00Z', toTime: at },
  registryCommit: commit,
  recordsCommit: 'beef001234567890beef001234567890beef0012' as Oid,
  counts: { commits: 7, versions: 2, pointers: 3, records: 9, receipts: 2 },
  findings: [
    finding('manifest-rewritten', {
      ...{ model: iris, version: first, commit, at, who: 'Eve' },
      what: 'models/iris/versions/1.0.0.yaml is made once; commit c0ffee1234 changed it.',
      hint: 'Bring it back with: git checkout c0ffee1234~1 -- models/iris/versions/1.0.0.yaml',
    }),
    finding('typed-trailer', {
      ...{ commit, at, who: 'Eve' },
      what: 'The message of commit c0ffee1234 says that bob approved it. No record does, so it counts for nothing.',
      hint: 'See the message with: git show --no-patch c0ffee1234',
    }),
  ],
  promotions: [
    {
      model: iris,
      stage: production,
      version: second,
      generation: 2,
      replaces: first,
      change: 'promotion',
      held: false,
      commit,
      at,
      requestedBy: 'ann',
      reason: 'better on the holdout set',
      proposal: '7',
      approvals: [{ actor: 'bob', identity: 'asserted', at }],
      verdicts: [
        { gate: 'metric', verdict: 'pass', reason: 'accuracy on holdout (30 rows) is 0.966667, at least 0.9.' },
      ],
      judged: true,
      published: true,
    },
  ],
  holds: [],
  waivers: [],
  policyChanges: [],
};
