import type {
  EvaluateAnswer,
  HoldAnswer,
  ListAnswer,
  MergeAnswer,
  PredictAnswer,
  PromoteAnswer,
  ProposalAnswer,
  ProposalSummary,
  Published,
  RegisterAnswer,
  ShowAnswer,
  StatusAnswer,
  ValidateAnswer,
  VersionsAnswer,
} from '../../core/answers.ts';
import type { AuditAnswer } from '../../core/audit/audit-answer.ts';
import { finding } from '../../core/audit/finding.ts';
import type { BaseAnswer } from '../../core/bases/base-answer.ts';
import type { CardAnswer, WriteCardAnswer } from '../../core/cards/card-answer.ts';
import type { DoctorAnswer } from '../../core/checks/doctor-answer.ts';
import type { CompareAnswer } from '../../core/comparison/comparison-answer.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { Manifest } from '../../core/domain/manifest.ts';
import type { ModelName, StageName } from '../../core/domain/names.ts';
import type { Oid } from '../../core/domain/records.ts';
import type { Verdict } from '../../core/domain/verdict.ts';
import type { Version } from '../../core/domain/version.ts';
import type { EraseAnswer, RemovalAnswer } from '../../core/erasure/erasure-answer.ts';
import type { HistoryAnswer } from '../../core/history/history-answer.ts';
import type { CreateModelAnswer, EditModelAnswer } from '../../core/models/model-answers.ts';
import type { SearchAnswer } from '../../core/search/search-answer.ts';
import { sampleComparison } from '../support/sample-comparison.ts';

/** One story that every answer of the fake registry tells a part of. */
export const iris = 'iris' as ModelName;
const staging = 'staging' as StageName;
const production = 'production' as StageName;
const first = '1.0.0' as Version;
export const second = '1.1.0' as Version;
export const commit = 'c0ffee1234567890c0ffee1234567890c0ffee12' as Oid;
export const digest: Digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const at = '2026-11-25T10:00:00Z';

export const verdicts: readonly Verdict[] = [
  { gate: 'servable', verdict: 'pass', reason: 'it is served as ONNX' },
  { gate: 'no-regression', verdict: 'skipped', reason: 'nothing holds production' },
  { gate: 'approvals', verdict: 'pending', reason: '0 of 1 approval' },
];

const image = { reference: `registry.example/iris@${digest}`, digest };

export const list: ListAnswer = {
  models: [
    {
      model: iris,
      description: 'Three species',
      versions: 2,
      latest: second,
      stages: { development: second, staging: first, production: null },
      owners: ['ann'],
    },
    { model: 'risk/fraud' as ModelName, versions: 0, latest: null, stages: {}, owners: ['ann'] },
  ],
  registryCommit: commit,
  faults: [],
};

export const versions: VersionsAnswer = {
  model: iris,
  versions: [
    {
      version: second,
      created: at,
      stages: [],
      status: 'active',
      servable: true,
      metrics: { accuracy: 0.9733333333, f1: 0.97 },
      verified: { dataset: 'holdout', metrics: { accuracy: 0.9666666667 } },
    },
    {
      version: first,
      created: at,
      stages: [staging],
      status: 'deprecated',
      servable: true,
      metrics: { accuracy: 0.95 },
      verified: null,
    },
  ],
  registryCommit: commit,
  faults: [],
};

export const comparison: CompareAnswer = sampleComparison();

export const manifest: Manifest = {
  model: iris,
  version: second,
  created: at,
  registeredBy: 'ann',
  description: 'Logistic regression',
  licence: 'Apache-2.0',
  tags: { team: 'flowers' },
  parameters: { C: 1, solver: 'lbfgs' },
  metrics: { accuracy: 0.97 },
  datasets: [{ name: 'train', digest, rows: 120 }],
  source: {
    format: 'joblib',
    framework: 'scikit-learn',
    frameworkVersion: '1.7.0',
    estimator: 'sklearn.pipeline.Pipeline',
  },
  served: { format: 'onnx', opset: 21 },
  signature: {
    task: 'classification',
    inputs: [{ name: 'input', type: 'float64', shape: [null, 4] }],
    outputs: [{ name: 'label', type: 'string', shape: [null] }],
    classes: ['setosa', 'versicolor', 'virginica'],
  },
  scan: { verdict: 'allowed', globals: ['numpy.ndarray', 'sklearn.pipeline.Pipeline'] },
  conversion: {
    outcome: 'converted',
    converter: 1,
    parity: {
      between: ['interpreter', 'onnxruntime'],
      rows: 150,
      maxAbsolute: 2.220446e-16,
      maxRelative: 1e-16,
      labelsDiffering: 0,
      tolerance: 1e-9,
      sampleDigest: digest,
    },
    warnings: [],
  },
  lineage: { sourceRepository: 'https://example.org/iris', sourceCommit: commit },
  environment: {},
  artifacts: [
    {
      path: 'source/model.pkl',
      roles: ['source'],
      mediaType: 'application/octet-stream',
      digest,
      size: 1234,
      layer: { digest, size: 2048, writer: 1 },
    },
    {
      path: 'model.onnx',
      roles: ['served'],
      mediaType: 'application/octet-stream',
      digest,
      size: 5_600_000,
      layer: { digest, size: 5_601_024, writer: 1 },
    },
  ],
  modelPack: { digest, size: 900 },
};

export const show: ShowAnswer = {
  manifest,
  manifestDigest: digest,
  stages: [
    {
      stage: staging,
      image: { digest, base: 'none', composer: 1 },
      reference: `registry.example/iris@${digest}`,
      generation: 3,
      held: true,
      card: null,
    },
  ],
  status: null,
  evaluations: [
    {
      id: 'e1',
      model: iris,
      version: second,
      manifestDigest: digest,
      dataset: { name: 'holdout', digest, rows: 30 },
      task: 'classification',
      target: 'species',
      metrics: { accuracy: 0.9666666667 },
      evaluatedBy: 'ann',
      at,
    },
  ],
  owners: ['ann'],
  registryCommit: commit,
  faults: [],
};

export const register: RegisterAnswer = {
  model: iris,
  version: second,
  manifestDigest: digest,
  commit,
  artifacts: manifest.artifacts,
  conversion: manifest.conversion,
  servable: true,
  created: true,
  warnings: [],
};

export const search: SearchAnswer = {
  versions: [
    {
      model: iris,
      version: second,
      created: at,
      createdBy: 'ann',
      stages: [production],
      status: 'active',
      owners: ['ann'],
      framework: 'scikit-learn',
      datasets: ['iris-train'],
      metrics: { accuracy: 0.9733333333 },
      parameters: { C: 0.5 },
      tags: { team: 'flowers' },
    },
    {
      model: iris,
      version: first,
      created: at,
      createdBy: 'bea',
      stages: [],
      status: 'yanked',
      owners: [],
      datasets: [],
      metrics: {},
      parameters: {},
      tags: {},
    },
  ],
  total: 3,
  nextPageToken: 'bmV4dA',
  mentioned: ['stage', 'metrics.accuracy', 'params.C', 'tags.team'],
  registryCommit: commit,
  faults: [],
  warnings: [],
};

export const history: HistoryAnswer = {
  events: [
    {
      kind: 'promoted',
      model: iris,
      version: second,
      stage: production,
      commit,
      at,
      actor: 'ann',
      reason: 'better',
      proposal: '7',
      replaces: first,
      approvedBy: ['bea'],
      published: true,
    },
    {
      kind: 'registered',
      model: iris,
      version: second,
      stage: null,
      commit,
      at,
      actor: 'ann',
      reason: '',
      proposal: null,
    },
  ],
  older: null,
  registryCommit: commit,
};

export const erase: EraseAnswer = {
  model: iris,
  version: first,
  status: 'yanked',
  proposal: { id: '9', url: 'proposal:9', branch: 'mergeline/iris/erasures/1.0.0' },
  created: true,
  scope: {
    files: [
      { path: 'source/model.pkl', digest, size: 1_200_000, stores: ['local'], sharedWith: [] },
      { path: 'model.onnx', digest, size: 800, stores: ['local'], sharedWith: ['rose@2.0.0'] },
      { path: '.mergeline/model.json', digest, size: 90, stores: [], sharedWith: [] },
    ],
    images: [digest],
    freed: 1_200_000,
    unreached: [{ store: 'ghcr', why: 'It is an OCI registry.' }],
  },
  warnings: [],
};

export const garbage: RemovalAnswer = {
  removed: [{ store: 'local', digest, size: 1_200_000, what: 'iris@1.0.0 source/model.pkl' }],
  kept: [{ store: 'local', digest, size: 800, what: 'iris@1.0.0 model.onnx', why: 'rose@2.0.0' }],
  freed: 1_200_000,
  failed: [],
};

export const status: StatusAnswer = { model: iris, version: first, status: 'yanked', commit, created: true };

export const summary: ProposalSummary = {
  id: '7',
  url: 'local:proposals/7',
  branch: 'mergeline/iris-production-7',
  kind: 'promotion',
  state: 'open',
  title: 'Promote iris@1.1.0 to production',
  model: iris,
  stage: production,
  version: second,
  replaces: first,
  requestedBy: 'ann',
  openedBy: 'ann',
  openedAt: at,
  draft: false,
};

export const promote: PromoteAnswer = {
  proposal: summary,
  model: iris,
  stage: production,
  version: second,
  replaces: first,
  verdicts,
  image,
  created: true,
  warnings: [],
};

export const proposal: ProposalAnswer = {
  proposal: { ...summary, reason: 'better on setosa', head: commit, base: commit, mergeCommit: null },
  verdicts,
  image,
  reviews: [
    {
      proposal: '7',
      actor: 'bea',
      verdict: 'approve',
      head: commit,
      at,
      comment: 'fine',
      checks: {},
      identity: 'asserted',
      counts: true,
    },
  ],
  comparison: {
    version: second,
    incumbent: first,
    verified: [
      {
        dataset: 'holdout',
        rows: 30,
        metrics: [
          { metric: 'accuracy', value: 0.9666666667, before: 0.9333333333, delta: 0.0333333334, better: true },
          { metric: 'mae', value: 0.1, before: null, delta: null, better: null },
        ],
      },
    ],
    reported: [{ metric: 'accuracy', value: 0.99, before: 0.95, delta: null, better: null }],
    differences: { signature: [], datasets: [], parameters: [{ name: 'C', before: '1', now: '10' }] },
  },
  report: '# Promote iris@1.1.0 to production\n',
  stale: false,
  faults: [],
};

export const published: Published = {
  model: iris,
  stage: production,
  generation: 4,
  version: second,
  image: image.reference,
  digest,
  state: 'published',
  reason: '',
};

export const merge: MergeAnswer = {
  commit,
  kind: 'promotion',
  model: iris,
  stage: production,
  version: second,
  replaces: first,
  verdicts: verdicts.map((verdict) => (verdict.verdict === 'pending' ? { ...verdict, verdict: 'pass' } : verdict)),
  published,
  created: true,
};

export const hold: HoldAnswer = {
  model: iris,
  stage: production,
  held: true,
  until: '2026-12-27T00:00:00Z',
  commit,
  created: true,
};

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

export const createdModel: CreateModelAnswer = {
  model: iris,
  fields: { name: iris, owners: ['ann'], riskTier: 'low', nextReview: '2027-03-31', tags: {}, links: [] },
  commit,
  created: true,
  warnings: [],
};

export const editedModel: EditModelAnswer = {
  model: iris,
  changes: [
    { field: 'limits', before: null, after: 'Three\nspecies.' },
    { field: 'tags', before: { team: 'botany' }, after: {} },
    { field: 'links', before: [], after: [{ title: 'Paper', url: 'https://example.com/p' }] },
  ],
  policy: false,
  commit,
  changed: true,
  verdicts: [],
  warnings: [],
};

const cardState = {
  model: iris,
  version: second,
  card: '# iris\n\n## Limits\n',
  digest,
  sections: [
    { title: 'iris', level: 1, empty: true },
    { title: 'Limits', level: 2, empty: true },
  ],
  generated: 'fresh' as const,
  stale: [],
  missing: [],
};
export const card: CardAnswer = { ...cardState, registryCommit: commit };
export const writtenCard: WriteCardAnswer = {
  ...cardState,
  commit,
  changed: true,
  warnings: [],
};

const serving: BaseAnswer['base'] = {
  name: 'mergeline-serving',
  reference: 'localhost/mergeline-serving:0.1.0',
  digest,
  platforms: ['linux/amd64'],
};

export const builtBase: BaseAnswer = {
  base: serving,
  layers: [
    { holds: 'Node v24.21.0', digest, size: 45_707_988 },
    { holds: 'ONNX Runtime', digest, size: 14_539_240 },
  ],
  stored: [`oci-layout:/registry/.git/mergeline/store@${digest}`],
  proposal: { id: '8', url: '/registry#8', branch: 'mergeline/_registry/serving-base/0123456789ab' },
  created: true,
  verdicts: [{ gate: 'approvals', verdict: 'pending', reason: '0 of 1 approval' }],
};

export const joinedBase: BaseAnswer = {
  ...builtBase,
  base: { ...serving, platforms: ['linux/amd64', 'linux/arm64'] },
  layers: [],
};
