/**
 * What reading a registry costs: 10,000 manifests of 3 kB, as Mergeline reads and checks them, beside what a program
 * would do that takes a YAML library and ajv. `npx node bench/codec.bench.ts` prints medians of five runs,
 * in processor time, so that other work on the machine does not matter.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { JSON_SCHEMA, load } from 'js-yaml';
import { parse } from 'yaml';
import type { Manifest } from '../core/domain/manifest.ts';
import { decode, encode } from '../registry-schema/codec.ts';
import { documents } from '../registry-schema/documents.ts';

const runs = 5;
const files = 10_000;
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const artifact = (path: string, digit: string) => ({
  path,
  roles: ['source'],
  mediaType: 'application/octet-stream',
  digest: digest(digit),
  size: 1432,
  layer: { digest: digest('b'), size: 3072, writer: 1 },
});

function manifestOf(index: number): Manifest {
  return {
    model: 'iris-classifier',
    version: `1.0.${index}`,
    created: '2026-11-25T10:00:00Z',
    registeredBy: 'ann',
    description: 'Trained with the corrected petal widths.',
    licence: 'Apache-2.0',
    tags: { team: 'botany', run: String(index) },
    parameters: { C: 1, class_weight: null, fit_intercept: true, max_iter: 200, solver: 'lbfgs', tol: 1e-4 },
    metrics: { accuracy: 0.96, f1: 0.9591, precision: 0.9602, recall: 0.96 },
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

const manifests = Array.from({ length: files }, (_, index) => manifestOf(index));
const written = manifests.map((manifest) => encode('ModelVersion', manifest));
const texts = written.map((bytes) => Buffer.from(bytes).toString());
const validate = new Ajv2020({ strict: false }).compile(documents.ModelVersion.schema);

const ours = measure('mergeline: decode (read, check, defaults, rules)', files, (index) =>
  decode('ModelVersion', written[index] as Uint8Array, { file: `models/iris-classifier/versions/1.0.${index}.yaml` }),
);
measure('mergeline: encode', files, (index) => encode('ModelVersion', manifests[index] as Manifest), ours);
measure('js-yaml 4 + ajv 8', files, (index) => validate(load(texts[index] as string, { schema: JSON_SCHEMA })), ours);
measure('yaml 2 + ajv 8', files / 10, (index) => validate(parse(texts[index] as string)), ours);
console.log(`a manifest has ${written[0]?.length} bytes`);

/** Prints the median time for all files and its ratio to ours; returns it in milliseconds. */
function measure(name: string, count: number, work: (index: number) => unknown, reference?: number): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index += 1) work(index);
    const { user, system } = process.cpuUsage(start);
    return ((user + system) / 1000) * (files / count);
  }).sort((a, b) => a - b);
  const median = times[Math.floor(runs / 2)] as number;
  const ratio = reference === undefined ? '' : `  ${(median / reference).toFixed(1)} x`;
  console.log(`${name.padEnd(50)} ${median.toFixed(0).padStart(6)} ms for ${files.toLocaleString('en')} files${ratio}`);
  return median;
}
