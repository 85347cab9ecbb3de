import { list, map, object, property } from '../schema.ts';
import {
  count,
  digest,
  finite,
  instant,
  licence,
  line,
  name,
  parentRef,
  person,
  positive,
  prose,
  repositoryUrl,
  scalar,
  shortLine,
  sourceCommit,
  stageName,
  webUrl,
} from '../vocabulary.ts';
import { artifact, ociManifest } from './artifact.ts';
import { conversion } from './conversion.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { signature } from './signature.ts';

const sha = (start: string) => `sha256:${start.padEnd(64, '0')}`;

const source = object(
  {
    format: property(shortLine, {
      title: 'Format',
      description: 'The format of the registered file: pickle, joblib, onnx, or other.',
      examples: ['joblib', 'onnx'],
    }),
    framework: property(shortLine, {
      title: 'Framework',
      description: 'The library that the model was trained with.',
      examples: ['scikit-learn'],
    }),
    frameworkVersion: property(shortLine, {
      title: 'Framework version',
      description: 'The version of that library, as the file says.',
      examples: ['1.5.2'],
    }),
    estimator: property(line, {
      title: 'Estimator',
      description: 'The dotted class name of the outermost estimator.',
      examples: ['sklearn.pipeline.Pipeline'],
    }),
  },
  ['framework', 'frameworkVersion', 'estimator'],
);

const served = object({
  format: property(
    { type: 'string', const: 'onnx' },
    { title: 'Format', description: 'The format that the prediction server loads.', examples: ['onnx'] },
  ),
  opset: property(positive, {
    title: 'Operator set',
    description: 'The version of the ONNX operators that the model uses.',
    examples: [17],
  }),
});

const scan = object(
  {
    verdict: property(
      { type: 'string', enum: ['allowed', 'unknown', 'denied'] },
      {
        title: 'Verdict',
        description:
          'allowed: only known harmless names. unknown: names that nobody has judged. denied: names that run code.',
        examples: ['allowed'],
      },
    ),
    globals: property(list(line), {
      title: 'Names looked up',
      description: 'What loading the file in its own framework would import, sorted.',
      examples: [['numpy.ndarray', 'sklearn.linear_model._logistic.LogisticRegression']],
      default: [],
    }),
  },
  ['globals'],
);

const datasetUse = object(
  {
    name: property(name, { title: 'Name', description: 'What you call the data set.', examples: ['iris-train'] }),
    digest: property(digest, {
      title: 'Digest',
      description: 'The digest of the bytes of the data file.',
      examples: [sha('5feceb66')],
    }),
    rows: property(count, { title: 'Rows', description: 'How many rows it has.', examples: [100] }),
  },
  ['rows'],
);

const lineage = object(
  {
    sourceRepository: property(repositoryUrl, {
      title: 'Source repository',
      description: 'Where the training code is. Without a password or token.',
      examples: ['https://github.com/acme/iris'],
    }),
    sourceCommit: property(sourceCommit, {
      title: 'Source commit',
      description: 'The commit of the training code.',
      examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
    }),
    runUrl: property(webUrl, {
      title: 'Run',
      description: 'The page of the training run. Without a user name, password or token.',
      examples: ['https://github.com/acme/iris/actions/runs/123'],
    }),
    parent: property(parentRef, {
      title: 'Parent version',
      description: 'The version this one was trained from: of this model, or of another as model@version.',
      examples: ['1.0.0', 'iris-base@2.1.0'],
    }),
    baseModel: property(line, {
      title: 'Base model',
      description:
        'The model that this one was fine-tuned from: of this registry as model@version, or one outside it by any name.',
      examples: ['distilbert/distilbert-base-uncased'],
    }),
  },
  ['sourceRepository', 'sourceCommit', 'runUrl', 'parent', 'baseModel'],
);

export const modelVersion = document({
  kind: 'ModelVersion',
  path: 'models/<model>/versions/<version>.yaml',
  title: 'Manifest of a version',
  description:
    'One immutable registered state of a model. The file is created once and never edited or deleted: a later state of mind belongs into the status file, verified metrics into evaluations.',
  properties: {
    model: coordinates.model,
    version: coordinates.version,
    created: property(instant, {
      title: 'Created',
      description: 'When the version was registered, in UTC with seconds.',
      examples: ['2026-11-25T10:00:00Z'],
    }),
    registeredBy: property(person, {
      title: 'Registered by',
      description: "Who registered it, as they said; the commit's author is the other witness.",
      examples: ['ann', 'github:ann'],
    }),
    description: property(prose, {
      title: 'Description',
      description: 'What is special about this version.',
      examples: ['Trained with the corrected petal widths.'],
    }),
    licence: property(licence, {
      title: 'Licence',
      description: 'Under which licence the model may be used: an SPDX expression.',
      examples: ['Apache-2.0'],
    }),
    tags: property(map(name, line), {
      title: 'Tags',
      description: 'Names and values of your own, to search by. Later tags stand in the status file.',
      examples: [{ team: 'botany' }],
      default: {},
    }),
    parameters: property(map(name, scalar), {
      title: 'Parameters',
      description: 'The hyper-parameters of the training.',
      examples: [{ C: 1, solver: 'lbfgs', max_iter: 200, fit_intercept: true, class_weight: null }],
      default: {},
    }),
    metrics: property(map(name, finite), {
      title: 'Reported metrics',
      description: 'Metrics as the author reported them. Nobody has verified these; verified ones are in evaluations.',
      examples: [{ accuracy: 0.96, f1: 0.959 }],
      default: {},
    }),
    datasets: property(list(datasetUse), {
      title: 'Data sets',
      description: 'The data that the version was trained on, by digest.',
      examples: [[{ name: 'iris-train', digest: sha('5feceb66'), rows: 100 }]],
      default: [],
    }),
    source: property(source, {
      title: 'Source form',
      description: 'The framework file that was registered.',
      examples: [{ format: 'joblib', framework: 'scikit-learn', frameworkVersion: '1.5.2' }],
    }),
    served: property(served, {
      title: 'Served form',
      description: 'The form that the prediction server loads. Absent when the version cannot be served.',
      examples: [{ format: 'onnx', opset: 17 }],
    }),
    signature: property(signature, {
      title: 'Signature',
      description: 'The typed inputs and outputs of the served form.',
      examples: [
        {
          task: 'classification',
          inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
          outputs: [{ name: 'label', type: 'int64', shape: [null] }],
          classes: [0, 1, 2],
        },
      ],
    }),
    scan: property(scan, {
      title: 'Scan',
      description: 'What the source file would look up if its own framework loaded it. It was read without being run.',
      examples: [{ verdict: 'allowed', globals: ['numpy.ndarray'] }],
    }),
    conversion: property(conversion, {
      title: 'Conversion',
      description: 'How the served form came to be, or why there is none.',
      examples: [{ outcome: 'accepted' }],
    }),
    profile: property(digest, {
      title: 'Profile',
      description: 'The digest of the summary of the training inputs: the baseline of drift.',
      examples: [sha('6b86b273')],
    }),
    lineage: property(lineage, {
      title: 'Lineage',
      description: 'Where the version came from.',
      examples: [{ sourceRepository: 'https://github.com/acme/iris', sourceCommit: '4b825dc', parent: '1.0.0' }],
      default: {},
    }),
    environment: property(map(name, shortLine), {
      title: 'Environment',
      description: 'Package name to version, as the training environment had them.',
      examples: [{ 'scikit-learn': '1.5.2', numpy: '2.1.0' }],
      default: {},
    }),
    requestedStage: property(stageName, {
      title: 'Requested stage',
      description: 'The stage that was asked for when the version was registered.',
      examples: ['development'],
    }),
    idempotencyKey: property(shortLine, {
      title: 'Idempotency key',
      description: 'Chosen by whoever registers: a repeated request with this key answers this version.',
      examples: ['run-2026-11-25-4711'],
    }),
    artifacts: property(list(artifact), {
      title: 'Artifacts',
      description: 'The files of the version, by digest. Never an address: stores are named in registry.yaml.',
      examples: [
        [
          {
            path: 'model.onnx',
            roles: ['source', 'served'],
            mediaType: 'application/vnd.onnx',
            digest: sha('9f86d081'),
            size: 1432,
            layer: { digest: sha('fcde2b2e'), size: 3072, writer: 1 },
          },
        ],
      ],
    }),
    modelPack: property(ociManifest, {
      title: 'ModelPack',
      description: 'The OCI artifact with every file of the version.',
      examples: [{ digest: sha('d4735e3a'), size: 912 }],
    }),
    dataImage: property(ociManifest, {
      title: 'Data image',
      description:
        'The OCI image that holds the served files and nothing else. Absent when the version cannot be served.',
      examples: [{ digest: sha('4e074085'), size: 704 }],
    }),
  },
  optional: [
    'description',
    'licence',
    'tags',
    'parameters',
    'metrics',
    'datasets',
    'served',
    'signature',
    'profile',
    'lineage',
    'environment',
    'requestedStage',
    'idempotencyKey',
    'dataImage',
  ],
  examples: [
    {
      model: 'iris-classifier',
      version: '1.4.0',
      created: '2026-11-25T10:00:00Z',
      registeredBy: 'ann',
      licence: 'Apache-2.0',
      parameters: { C: 1, solver: 'lbfgs' },
      metrics: { accuracy: 0.96 },
      datasets: [{ name: 'iris-train', digest: sha('5feceb66'), rows: 100 }],
      source: { format: 'onnx' },
      served: { format: 'onnx', opset: 17 },
      signature: {
        task: 'classification',
        inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
        outputs: [{ name: 'label', type: 'int64', shape: [null] }],
        classes: [0, 1, 2],
      },
      scan: { verdict: 'allowed' },
      conversion: { outcome: 'accepted' },
      artifacts: [
        {
          path: 'model.onnx',
          roles: ['source', 'served'],
          mediaType: 'application/vnd.onnx',
          digest: sha('9f86d081'),
          size: 1432,
          layer: { digest: sha('fcde2b2e'), size: 3072, writer: 1 },
        },
      ],
      modelPack: { digest: sha('d4735e3a'), size: 912 },
      dataImage: { digest: sha('4e074085'), size: 704 },
    },
  ],
});
