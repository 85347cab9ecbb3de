import type { ListAnswer, RegisterAnswer, ShowAnswer, StatusAnswer, VersionsAnswer } from '../../../core/answers.ts';
import type { CardAnswer, WriteCardAnswer } from '../../../core/cards/card-answer.ts';
import type { CompareAnswer } from '../../../core/comparison/comparison-answer.ts';
import type { Manifest } from '../../../core/domain/manifest.ts';
import type { ModelName } from '../../../core/domain/names.ts';
import type { HistoryAnswer } from '../../../core/history/history-answer.ts';
import type { CreateModelAnswer, EditModelAnswer } from '../../../core/models/model-answers.ts';
import type { SearchAnswer } from '../../../core/search/search-answer.ts';
import { sampleComparison } from '../../support/sample-comparison.ts';
import { at, commit, digest, first, iris, production, second, staging } from './names.ts';

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

export const status: StatusAnswer = { model: iris, version: first, status: 'yanked', commit, created: true };

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
