import { compareSubjects } from '../../core/comparison/compare-subjects.ts';
import type { CompareAnswer } from '../../core/comparison/comparison-answer.ts';
import type { Subject } from '../../core/comparison/subject.ts';
import { trendsOf } from '../../core/comparison/trends.ts';
import type { Digest } from '../../core/domain/digest.ts';
import type { Manifest } from '../../core/domain/manifest.ts';
import type { ModelName, StageName } from '../../core/domain/names.ts';
import type { Evaluation, Oid } from '../../core/domain/records.ts';
import type { Version } from '../../core/domain/version.ts';

const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const model = 'risk/fraud-detector' as ModelName;
const holdout = { name: 'holdout-q3', digest: digestOf('d'), rows: 4200 };

/**
 * A model of twelve versions that grew better, with a slip on the way; some of them side by side.
 * @param changes to the last of these.
 */
export function sampleComparison(
  indices: readonly number[] = [3, 8, 11],
  changes: Partial<Subject> = {},
): CompareAnswer {
  const all = Array.from({ length: 12 }, (_, index) => subjectAt(index));
  const compared = indices.map((index) => ({ ...subjectAt(index), ...(index === indices.at(-1) ? changes : {}) }));
  const versions = all.map(({ manifest, manifestDigest, evaluations, stages }) => ({
    version: manifest.version,
    manifestDigest,
    metrics: manifest.metrics,
    evaluations,
    stages: stages.map(({ stage }) => stage),
    afterGap: false,
  }));
  return {
    ...compareSubjects(compared),
    trends: trendsOf([{ model, versions, omitted: 0 }], compared),
    registryCommit: 'c0ffee1234567890c0ffee1234567890c0ffee12' as Oid,
    faults: [],
  };
}

const held: Readonly<Record<number, string>> = { 8: 'production', 10: 'staging', 11: 'development' };

/** One version of the sample, from 0 to 11. */
export function subjectAt(index: number): Subject {
  const version = `1.${index}.0` as Version;
  const manifestDigest = digestOf(index.toString(16));
  const stage = held[index];
  return {
    ref: stage === undefined ? `${model}@${version}` : `${model}@${stage}`,
    manifest: manifestAt(index, version),
    manifestDigest,
    stages: stage === undefined ? [] : [stageNamed(stage)],
    status: null,
    evaluations: [evaluationAt(index, version, manifestDigest)],
    owners: ['risk-team'],
    card: digestOf('c'),
  };
}

function stageNamed(stage: string): Subject['stages'][number] {
  return { stage: stage as StageName, image: null, reference: null, generation: 1, held: false, card: digestOf('b') };
}

function growth(index: number): number {
  return 1 - 0.32 * 0.82 ** index - (index === 5 ? 0.06 : 0);
}

function evaluationAt(index: number, version: Version, manifestDigest: Digest): Subject['evaluations'][number] {
  const accuracy = growth(index);
  const metrics = { accuracy, precision: accuracy - 0.03, recall: accuracy - 0.08, f1: accuracy - 0.055 };
  const other = { log_loss: 0.7 - 0.6 * accuracy, roc_auc: 1 - (1 - accuracy) * 0.6 };
  const around = (value: number, by: number): [number, number] => [value - by, Math.min(1, value + by * 0.8)];
  const intervals: Evaluation['intervals'] = {
    level: 0.95,
    wilson: { accuracy: around(accuracy, 0.012) },
    resamples: 1000,
    bootstrap: Object.fromEntries(
      Object.entries({ ...metrics, ...other })
        .filter(([name]) => name !== 'accuracy')
        .map(([name, value]) => [name, around(value, 0.02)]),
    ),
  };
  return {
    id: `e${index}`,
    model,
    version,
    manifestDigest,
    dataset: index < 2 ? { ...holdout, digest: digestOf('e') } : holdout,
    task: 'classification',
    target: 'is_fraud',
    metrics: { ...metrics, ...other },
    intervals,
    evaluatedBy: 'ci',
    at: `2026-${String(index + 1).padStart(2, '0')}-01T10:00:00Z`,
  };
}

function manifestAt(index: number, version: Version): Manifest {
  return {
    model,
    version,
    created: `2026-${String(index + 1).padStart(2, '0')}-01T09:00:00Z`,
    registeredBy: index % 2 === 0 ? 'ann' : 'bob',
    description:
      index < 8 ? 'Gradient boosting on card transactions' : 'Gradient boosting on card and merchant transactions',
    licence: 'Apache-2.0',
    tags: { team: 'risk', quarter: `Q${Math.floor(index / 3) + 1}` },
    parameters: { learning_rate: index < 6 ? 0.1 : 0.05, max_depth: 6, n_estimators: 100 + index * 25 },
    metrics: { accuracy: growth(index) + 0.01, business_value: 120_000 + index * 8_500 },
    datasets: [
      { name: 'transactions', digest: digestOf(index < 8 ? '1' : '2'), rows: 90_000 + index * 4_000 },
      ...(index < 8 ? [] : [{ name: 'merchants', digest: digestOf('3'), rows: 1_200 }]),
    ],
    source: {
      format: 'joblib',
      framework: 'scikit-learn',
      frameworkVersion: index < 6 ? '1.6.1' : '1.7.0',
      estimator: 'sklearn.pipeline.Pipeline',
    },
    served: { format: 'onnx', opset: 21 },
    signature: {
      task: 'classification',
      inputs: [
        { name: 'amount', type: 'float64', shape: [null, 1] },
        { name: 'country', type: 'string', shape: [null, 1] },
        ...(index < 9 ? [] : [{ name: 'merchant', type: 'string' as const, shape: [null, 1] }]),
      ],
      outputs: [{ name: 'label', type: 'string', shape: [null] }],
      classes: ['fraud', 'genuine'],
    },
    scan: { verdict: 'allowed', globals: [] },
    conversion: { outcome: 'accepted', warnings: [] },
    lineage: {
      sourceRepository: 'https://github.com/example/fraud',
      sourceCommit: `${index.toString(16)}b825dc642cb6eb9a060e54bf8d69288fbee4904`.slice(0, 40),
      runUrl: `https://ci.example/runs/${4200 + index}`,
    },
    environment: { numpy: '2.1.0', pandas: index < 6 ? '2.2.0' : '2.3.1' },
    artifacts: [
      artifact('source/model.joblib', 'source', 1_800_000 + index * 210_000),
      artifact('model.onnx', 'served', 1_500_000 + index * 190_000),
    ],
    modelPack: { digest: digestOf('4'), size: 900 },
  };
}

function artifact(path: string, role: 'source' | 'served', size: number): Manifest['artifacts'][number] {
  const layer = { digest: digestOf('5'), size: size + 1024, writer: 1 };
  return { path, roles: [role], mediaType: 'application/octet-stream', digest: digestOf('6'), size, layer };
}
