import { finding } from '../../core/audit/finding.ts';
import { handChecks } from '../../core/audit/hand-checks.ts';
import type { StageEvidence } from '../../core/audit/stage-evidence.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { ModelName, StageName } from '../../core/domain/names.ts';
import type { Oid, Review } from '../../core/domain/records.ts';
import type { Version } from '../../core/domain/version.ts';

const model = 'risk/fraud-detector' as ModelName;
const stage = 'production' as StageName;
const commit = '4b825dc642cb6eb9a060e54bf8d69288fbee4904' as Oid;
const records = 'beef0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b' as Oid;
const head = '9a3c1e5f7b2d4860a1c3e5f7092b4d6f8a1c3e5f' as Oid;
const digestOf = (letter: string): Digest => `sha256:${letter.repeat(8)}${'0123456789abcdef'.repeat(4).slice(8)}`;

const approvals: readonly Review[] = [
  {
    proposal: '41',
    actor: 'github:bea',
    verdict: 'approve',
    head,
    at: '2026-03-30T16:40:00Z',
    comment: 'Recall holds for small merchants too.',
    checks: {},
    identity: 'verified',
  },
  {
    proposal: '41',
    actor: 'cid',
    verdict: 'approve',
    head,
    at: '2026-03-30T16:58:00Z',
    comment: '',
    checks: {},
    identity: 'asserted',
  },
];

const policy = `stages:
  - name: production
    review: proposal
    gates:
      - gate: metric
        metric: accuracy
        min: 0.93
      - gate: approvals
        count: 2
        by: [role:risk]
`;

const card = `# Fraud detector

Scores card payments for the merchant services team. Trained on 2025 payments; **not** for transfers.

| segment | recall |
|---|---|
| small merchants | 0.91 |
`;

type Unchecked = Omit<StageEvidence, 'checks' | 'findings'>;

const evidence: Unchecked = {
  model,
  stage,
  asOf: { commit: 'c0ffee1234567890c0ffee1234567890c0ffee12' as Oid, at: '2026-03-31T21:14:09Z' },
  registryCommit: 'd15ea5e0123456789abcdef0123456789abcdef0' as Oid,
  recordsCommit: records,
  pointer: {
    model,
    stage,
    version: '1.8.0' as Version,
    manifestDigest: digestOf('a'),
    image: { digest: digestOf('b'), base: 'none', composer: 1 },
    card: digestOf('c'),
    generation: 12,
    replaces: '1.7.2' as Version,
    change: 'promotion',
    requestedBy: 'ann',
    reason: 'Catches the new gift card pattern; better on the holdout set of Q3.',
    waivers: [],
  },
  since: { commit, at: '2026-03-30T17:12:00Z', author: 'cid' },
  until: null,
  judged: true,
  proposal: { id: '41', requestedBy: 'ann', openedBy: 'ann', mergedBy: 'cid', head },
  approvals,
  verdicts: [
    { gate: 'integrity', verdict: 'pass', reason: 'Manifest, bytes and image of 1.8.0 are the registered ones.' },
    { gate: 'metric', verdict: 'pass', reason: 'accuracy is 0.9346 on holdout-q3, at least 0.93.' },
    { gate: 'no-regression', verdict: 'pass', reason: 'No metric fell by more than 0.002.' },
    { gate: 'approvals', verdict: 'pass', reason: 'Approved by github:bea, cid.' },
  ],
  policy: { path: 'registry.yaml', digest: digestOf('d'), commit: head, text: policy },
  card: { path: `models/${model}/README.md`, digest: digestOf('c'), commit: head, text: card },
  evaluations: [
    {
      path: `models/${model}/evaluations/1.8.0/holdout-q3-3f2a91c07b55.yaml`,
      dataset: { name: 'holdout-q3', digest: digestOf('e'), rows: 20_000 },
      metrics: { accuracy: 0.934587, f1: 0.9121, recall: 0.8954 },
      intervals: {
        level: 0.95,
        wilson: { accuracy: [0.931, 0.938] },
        resamples: 1000,
        bootstrap: { f1: [0.9042, 0.9196], recall: [0.8831, 0.9069] },
      },
      at: '2026-03-30T15:02:00Z',
      evaluatedBy: 'ann',
    },
  ],
  reported: { accuracy: 0.941, latency_ms: 12 },
  registeredBy: 'ann',
  digests: [
    { of: 'manifest', digest: digestOf('a') },
    { of: 'serving image', digest: digestOf('b') },
    { of: 'model card', digest: digestOf('c') },
    { of: 'policy', digest: digestOf('d') },
    { of: 'source/model.pkl', digest: digestOf('f'), size: 8_123_456 },
    { of: 'model.onnx', digest: digestOf('1'), size: 4_567_890 },
  ],
  receipts: [12, 11, 10].map((generation) => ({
    generation,
    version: `1.${generation - 4}.0` as Version,
    digest: digestOf(String(generation % 10)),
    previous: generation === 10 ? null : digestOf(String((generation - 1) % 10)),
    at: `2026-03-${generation + 18}T17:13:00Z`,
    publishedBy: 'cid',
    signed: false,
    linked: true,
  })),
};

/** Of a model that somebody promoted as it should be, or in whatever other way. */
export function sampleEvidence(other: Partial<StageEvidence> = {}): StageEvidence {
  const findings = [
    finding('owners-changed', {
      ...{ model, commit: head, at: '2026-02-11T09:30:00Z', who: 'Dee' },
      what: 'Commit 9a3c1e5f7b changed models/risk/fraud-detector/model.yaml, without a recorded approval: it makes the owners ann, who were dee.',
      hint: 'See it with: git show 9a3c1e5f7b -- models/risk/fraud-detector/model.yaml',
    }),
  ];
  return { ...evidence, findings, checks: handChecks(evidence), ...other };
}
