import { list, object, property } from '../schema.ts';
import { label, line, task } from '../vocabulary.ts';

const dimension = { type: ['integer', 'null'], minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

const tensor = object(
  {
    name: property(line, {
      title: 'Name',
      description: 'The name of the tensor, as the served model calls it.',
      examples: ['X'],
    }),
    type: property(
      {
        type: 'string',
        enum: [
          'float64',
          'float32',
          'int64',
          'int32',
          'int16',
          'int8',
          'uint64',
          'uint32',
          'uint16',
          'uint8',
          'bool',
          'string',
        ],
      },
      { title: 'Element type', description: 'The type of every element.', examples: ['float64'] },
    ),
    shape: property(list(dimension), {
      title: 'Shape',
      description: 'The size of every dimension, null where it is free. The first is the batch.',
      examples: [[null, 4]],
    }),
    columns: property(list(line), {
      title: 'Columns',
      description: 'What each column of a [batch, columns] tensor means, where the model knows.',
      examples: [['sepal length', 'sepal width', 'petal length', 'petal width']],
    }),
  },
  ['columns'],
);

export const signature = object(
  {
    task: property(task, {
      title: 'Task',
      description: 'What the model predicts: classes, numbers, or something else.',
      examples: ['classification'],
    }),
    inputs: property(list(tensor), {
      title: 'Inputs',
      description: 'What a prediction takes, in order.',
      examples: [[{ name: 'X', type: 'float64', shape: [null, 4] }]],
    }),
    outputs: property(list(tensor), {
      title: 'Outputs',
      description: 'What a prediction answers, in order.',
      examples: [[{ name: 'label', type: 'int64', shape: [null] }]],
    }),
    classes: property(list(label), {
      title: 'Classes',
      description: 'The labels in the order of the probabilities.',
      examples: [['setosa', 'versicolor', 'virginica']],
    }),
  },
  ['classes'],
);
