import type { Digest } from '../../../core/domain/digest.ts';
import { digestOf } from '../../../core/domain/digest.ts';
import type { Artifact, Manifest, Signature } from '../../../core/domain/manifest.ts';
import { parseModelName, parseStageName } from '../../../core/domain/names.ts';
import type { DatasetPolicy, Gate, Policy, StagePolicy } from '../../../core/domain/policy.ts';
import type { Evaluation, Oid, Pointer, PointerImage, Review } from '../../../core/domain/records.ts';
import type { Verdict } from '../../../core/domain/verdict.ts';
import { parseVersion } from '../../../core/domain/version.ts';
import type { Candidacy, Contender } from '../../../core/gates/candidacy.ts';
import { judge } from '../../../core/judging/judge.ts';

/** iris 1.1.0 wants production, which 1.0.0 holds; ann asks, zoe and bob are there to approve. */

const iris = parseModelName('iris');
export const production = parseStageName('production');
export const staging = parseStageName('staging');
export const head = 'b'.repeat(40) as Oid;
const now = '2026-11-25T10:00:00Z';
export const testSet: DatasetPolicy = {
  name: 'iris-test',
  digest: digestOf('iris-test'),
  task: 'classification',
  target: 'species',
};

export const irisSignature: Signature = {
  task: 'classification',
  inputs: [{ name: 'input', type: 'float64', shape: [null, 2], columns: ['length', 'width'] }],
  outputs: [
    { name: 'label', type: 'string', shape: [null] },
    { name: 'probabilities', type: 'float64', shape: [null, 2] },
  ],
  classes: ['setosa', 'virginica'],
};

export function aManifest(version: string, changes: Partial<Manifest> = {}): Manifest {
  return {
    model: iris,
    version: parseVersion(version),
    created: '2026-11-20T10:00:00Z',
    registeredBy: 'ann',
    licence: 'Apache-2.0',
    tags: {},
    parameters: { C: 1 },
    metrics: { accuracy: 0.99 },
    datasets: [{ name: 'train', digest: digestOf('train'), rows: 120 }],
    source: { format: 'pickle', framework: 'scikit-learn', frameworkVersion: '1.7.2' },
    served: { format: 'onnx', opset: 21 },
    signature: irisSignature,
    scan: { verdict: 'allowed', globals: ['sklearn.linear_model._logistic.LogisticRegression'] },
    conversion: {
      outcome: 'converted',
      converter: 1,
      parity: {
        between: ['interpreter', 'onnxruntime'],
        rows: 100,
        maxAbsolute: 1e-9,
        maxRelative: 1e-8,
        labelsDiffering: 0,
        tolerance: 1e-6,
        sampleDigest: digestOf('sample'),
      },
      warnings: [],
    },
    lineage: { sourceRepository: 'https://github.com/acme/iris', sourceCommit: 'c'.repeat(40) },
    environment: {},
    artifacts: [anArtifact('source/model.pkl', ['source'], 5000), anArtifact('model.onnx', ['served'], 2000)],
    modelPack: { digest: digestOf(`pack ${version}`), size: 500 },
    dataImage: { digest: digestOf(`image ${version}`), size: 400 },
    ...changes,
  };
}

export function anArtifact(path: string, roles: Artifact['roles'], size: number): Artifact {
  const digest = digestOf(path);
  return {
    path,
    roles,
    size,
    digest,
    mediaType: 'application/octet-stream',
    layer: { digest, size: size + 1024, writer: 1 },
  };
}

export function aContender(
  version: string,
  changes: Partial<Contender> & { readonly is?: Partial<Manifest> } = {},
): Contender {
  const { is, ...rest } = changes;
  return {
    manifest: aManifest(version, is),
    manifestDigest: manifestDigestOf(version),
    evaluations: [],
    unmeasured: [],
    ...rest,
  };
}

export function manifestDigestOf(version: string): Digest {
  return digestOf(`manifest ${version}`);
}

export function imageOf(version: string): PointerImage {
  return { digest: digestOf(`image ${version}`), base: 'none', composer: 1 };
}

export function anEvaluation(
  version: string,
  metrics: Record<string, number>,
  changes: Partial<Evaluation> = {},
): Evaluation {
  return {
    model: iris,
    version: parseVersion(version),
    manifestDigest: manifestDigestOf(version),
    dataset: { name: testSet.name, digest: testSet.digest, rows: 30 },
    task: 'classification',
    target: 'species',
    metrics,
    evaluatedBy: 'ci',
    at: '2026-11-21T10:00:00Z',
    ...changes,
  };
}

export function aPointer(version: string | null, changes: Partial<Pointer> = {}): Pointer {
  return {
    model: iris,
    stage: production,
    version: version === null ? null : parseVersion(version),
    manifestDigest: version === null ? null : manifestDigestOf(version),
    image: version === null ? null : imageOf(version),
    card: null,
    generation: 1,
    replaces: null,
    change: version === null ? 'withdrawal' : 'promotion',
    requestedBy: 'ann',
    reason: 'It is better.',
    waivers: [],
    ...changes,
  };
}

export function aReview(actor: string, changes: Partial<Review> = {}): Review {
  return {
    proposal: '1',
    actor,
    verdict: 'approve',
    head,
    at: '2026-11-24T10:00:00Z',
    comment: '',
    checks: {},
    identity: 'asserted',
    ...changes,
  };
}

export function aStage(gates: readonly Gate[], changes: Partial<StagePolicy> = {}): StagePolicy {
  return {
    name: production,
    aliases: [],
    review: 'proposal',
    gates,
    rollback: { gates: [] },
    breakGlass: [],
    ...changes,
  };
}

export function aPolicy(changes: Partial<Policy> = {}): Policy {
  const none = { gates: [] };
  return {
    stages: [],
    roles: {},
    owners: [],
    datasets: [testSet],
    stores: [],
    placement: [],
    serving: { base: { name: 'none' } },
    changes: { registration: none, evaluation: none, erasure: none, policy: none },
    retention: { unreferenced: '14d' },
    ...changes,
  };
}

export function aCandidacy(changes: Partial<Candidacy> = {}): Candidacy {
  return {
    now,
    policy: aPolicy(),
    stage: aStage([]),
    model: { name: iris, owners: ['olga'], tags: {}, links: [] },
    owners: ['olga'],
    candidate: aContender('1.1.0'),
    holder: parseVersion('1.0.0'),
    incumbent: aContender('1.0.0'),
    basePointer: aPointer('1.0.0'),
    pointer: aPointer('1.1.0', { generation: 2, replaces: parseVersion('1.0.0') }),
    expectedImage: imageOf('1.1.0'),
    cards: [null],
    integrityFaults: [],
    tenures: [],
    committers: ['ann'],
    backers: { requester: 'ann', opener: 'ann', committers: ['ann'], registrar: ['ann'] },
    reviews: [],
    head,
    expressions: new Map(),
    ...changes,
  };
}

/** Nobody holds the stage yet. */
export function aFirstCandidacy(changes: Partial<Candidacy> = {}): Candidacy {
  const {
    incumbent: _holder,
    basePointer: _pointer,
    ...rest
  } = aCandidacy({
    holder: null,
    pointer: aPointer('1.1.0'),
  });
  return { ...rest, ...changes };
}

/** What one gate of the stage answers. */
export function verdictOf(gate: Gate, candidacy: Candidacy): Verdict {
  return verdictNamed(gate.id, { ...candidacy, stage: { ...candidacy.stage, gates: [gate] } });
}

export function verdictNamed(id: string, candidacy: Candidacy): Verdict {
  const verdict = judge(candidacy).find(({ gate }) => gate === id);
  if (verdict === undefined) throw new Error(`No verdict is called ${id}.`);
  return verdict;
}
