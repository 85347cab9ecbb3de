import { list, map, nullable, object, property } from '../schema.ts';
import { count, digest, finite, label, line, name, person, slug, task } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';

const testSet = object({
  name: property(slug, {
    title: 'Name',
    description: 'The data set, as registry.yaml calls it.',
    examples: ['iris-test'],
  }),
  digest: property(digest, {
    title: 'Digest',
    description: 'The digest of the data that was evaluated on.',
    examples: ['sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'],
  }),
  rows: property(count, { title: 'Rows', description: 'How many rows were evaluated.', examples: [50] }),
});

const share = { type: 'number', minimum: 0, maximum: 1 } as const;

const classMetrics = object({
  label: property(label, { title: 'Class', description: 'The label of the class.', examples: ['setosa', 0] }),
  precision: property(share, {
    title: 'Precision',
    description: 'Which share of the predictions of this class was right.',
    examples: [1],
  }),
  recall: property(share, {
    title: 'Recall',
    description: 'Which share of the rows of this class was found.',
    examples: [0.94],
  }),
  f1: property(share, { title: 'F1', description: 'The harmonic mean of precision and recall.', examples: [0.97] }),
  support: property(count, { title: 'Support', description: 'How many rows have this class.', examples: [16] }),
});

const bounds = list(finite);

const intervals = object(
  {
    level: property(share, { title: 'Level', description: 'How sure the intervals are.', examples: [0.95] }),
    wilson: property(map(name, bounds), {
      title: 'Wilson',
      description: 'The lower and upper end of the score interval of a share of the rows.',
      examples: [{ accuracy: [0.865, 0.989] }],
    }),
    resamples: property(count, {
      title: 'Resamples',
      description: 'How many times the bootstrap drew the rows again.',
      examples: [1000],
    }),
    bootstrap: property(map(name, bounds), {
      title: 'Bootstrap',
      description: 'The lower and upper percentile of each metric over the resamples.',
      examples: [{ f1: [0.899, 1] }],
    }),
  },
  ['wilson', 'resamples', 'bootstrap'],
);

const confusionMatrix = object({
  labels: property(list(label), {
    title: 'Classes',
    description: 'The classes, in the order of the rows and the columns.',
    examples: [['setosa', 'virginica']],
  }),
  counts: property(list(list(count)), {
    title: 'Counts',
    description: 'For each class a list: how many of its rows were predicted as each class.',
    examples: [
      [
        [16, 0],
        [1, 33],
      ],
    ],
  }),
});

const metrics = map(name, finite);

const slice = object({
  column: property(line, { title: 'Column', description: 'A column of the data set.', examples: ['region'] }),
  value: property(nullable(label), {
    title: 'Value',
    description: 'What these rows have in the column; null where they have nothing.',
    examples: ['north', null],
  }),
  rows: property(count, { title: 'Rows', description: 'How many rows have the value.', examples: [12] }),
  metrics: property(metrics, {
    title: 'Metrics',
    description: 'The metrics of these rows.',
    examples: [{ accuracy: 0.917 }],
  }),
});

export const evaluation = document({
  kind: 'Evaluation',
  path: 'models/<model>/evaluations/<version>/<id>.yaml',
  title: 'Evaluation',
  description:
    'Metrics of a version that Mergeline computed itself on a data set that registry.yaml names. Created once.',
  properties: {
    model: coordinates.model,
    version: coordinates.version,
    manifestDigest: coordinates.manifestDigest,
    dataset: property(testSet, {
      title: 'Data set',
      description: 'What the version was evaluated on.',
      examples: [
        {
          name: 'iris-test',
          digest: 'sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',
          rows: 50,
        },
      ],
    }),
    task: property(task, {
      title: 'Task',
      description: 'Which metrics make sense: those of classes or those of numbers.',
      examples: ['classification'],
    }),
    target: property(line, {
      title: 'Target',
      description: 'The column with the right answers.',
      examples: ['species'],
    }),
    metrics: property(metrics, {
      title: 'Metrics',
      description:
        'accuracy, precision, recall and f1 (macro; also _weighted and _micro), log_loss and roc_auc (also _weighted) where the model gives probabilities; or mae, mse, rmse and r2.',
      examples: [{ accuracy: 0.96, f1: 0.959 }],
    }),
    intervals: property(intervals, {
      title: 'Intervals',
      description: 'How far the metrics would move on other rows of the same kind, by the method that says so.',
      examples: [{ level: 0.95, wilson: { accuracy: [0.865, 0.989] }, resamples: 1000, bootstrap: { f1: [0.899, 1] } }],
    }),
    perClass: property(list(classMetrics), {
      title: 'Metrics per class',
      description: 'Precision, recall and F1 of every class.',
      examples: [[{ label: 'setosa', precision: 1, recall: 1, f1: 1, support: 16 }]],
    }),
    confusion: property(confusionMatrix, {
      title: 'Confusion matrix',
      description: 'How many rows of each class were predicted as each class; absent for more than fifty classes.',
      examples: [
        {
          labels: ['setosa', 'virginica'],
          counts: [
            [16, 0],
            [1, 33],
          ],
        },
      ],
    }),
    slices: property(list(slice), {
      title: 'Slices',
      description: 'The metrics of the rows that have one value in a column, for each value of it.',
      examples: [[{ column: 'region', value: 'north', rows: 12, metrics: { accuracy: 0.917 } }]],
    }),
    evaluatedBy: property(person, {
      title: 'Evaluated by',
      description: 'Who ran the evaluation.',
      examples: ['ann', 'github:github-actions[bot]'],
    }),
    at: coordinates.at,
  },
  optional: ['intervals', 'perClass', 'confusion', 'slices'],
  examples: [
    {
      model: 'iris-classifier',
      version: '1.4.0',
      manifestDigest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      dataset: {
        name: 'iris-test',
        digest: 'sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',
        rows: 50,
      },
      task: 'classification',
      target: 'species',
      metrics: { accuracy: 0.96 },
      evaluatedBy: 'ann',
      at: '2026-11-25T10:00:00Z',
    },
  ],
});
