import type {
  HoldAnswer,
  MergeAnswer,
  PromoteAnswer,
  ProposalAnswer,
  ProposalSummary,
  Published,
} from '../../../core/answers.ts';
import type { BaseAnswer } from '../../../core/bases/base-answer.ts';
import type { EraseAnswer, RemovalAnswer } from '../../../core/erasure/erasure-answer.ts';
import { at, commit, digest, first, image, iris, production, second, verdicts } from './names.ts';

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
