import { createHash } from 'node:crypto';
import type { Manifest } from '../core/domain/manifest.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const artifact = (path: string, digit: string) => ({
  path,
  roles: ['source'],
  mediaType: 'application/octet-stream',
  digest: digest(digit),
  size: 1432,
  layer: { digest: digest('b'), size: 3072, writer: 1 },
});

/** The manifest of a scikit-learn pipeline, with all that people record; two versions differ as two trainings do. */
export function sampleManifest(model: string, version: string): Manifest {
  const luck = (createHash('sha256').update(`${model} ${version}`).digest().readUInt16BE() % 1_000) / 10_000;
  return {
    model,
    version,
    created: '2026-11-25T10:00:00Z',
    registeredBy: 'ann',
    description: 'Trained with the corrected petal widths.',
    licence: 'Apache-2.0',
    tags: { team: 'botany', run: `${model} ${version}` },
    parameters: { C: 1, class_weight: null, fit_intercept: true, max_iter: 200, solver: 'lbfgs', tol: 1e-4 },
    metrics: { accuracy: 0.9 + luck, f1: 0.899 + luck, precision: 0.9 + luck / 2, recall: 0.9 + luck },
    datasets: [{ name: 'iris-train', digest: digest('c'), rows: 100 }],
    source: {
      format: 'joblib',
      framework: 'scikit-learn',
      frameworkVersion: '1.5.2',
      estimator: 'sklearn.pipeline.Pipeline',
    },
    served: { format: 'onnx', opset: 17 },
    signature: {
      task: 'classification',
      inputs: [
        {
          name: 'X',
          type: 'float64',
          shape: [null, 4],
          columns: ['sepal length', 'sepal width', 'petal length', 'petal width'],
        },
      ],
      outputs: [
        { name: 'label', type: 'string', shape: [null] },
        { name: 'probabilities', type: 'float64', shape: [null, 3] },
      ],
      classes: ['setosa', 'versicolor', 'virginica'],
    },
    scan: {
      verdict: 'allowed',
      globals: ['numpy.dtype', 'numpy.ndarray', 'sklearn.linear_model._logistic.LogisticRegression'],
    },
    conversion: {
      outcome: 'converted',
      converter: 1,
      parity: {
        between: ['interpreter', 'onnxruntime'],
        rows: 500,
        maxAbsolute: 1.1e-15,
        maxRelative: 3.2e-15,
        labelsDiffering: 0,
        tolerance: 1e-9,
        sampleDigest: digest('e'),
      },
      warnings: [],
    },
    lineage: {
      sourceRepository: 'https://github.com/acme/iris',
      sourceCommit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    },
    environment: { numpy: '2.1.0', python: '3.12.1', 'scikit-learn': '1.5.2' },
    artifacts: [
      artifact('source/model.joblib', '1'),
      artifact('model.onnx', '2'),
      artifact('.mergeline/signature.json', '3'),
    ],
    modelPack: { digest: digest('5'), size: 912 },
    dataImage: { digest: digest('6'), size: 704 },
  } as unknown as Manifest;
}
