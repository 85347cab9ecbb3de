import { LinearPredictor } from '../../adapters/memory/memory-model-runtime.ts';
import { digestOf } from '../../core/domain/digest.ts';
import type { Signature } from '../../core/domain/manifest.ts';
import { parseModelName } from '../../core/domain/names.ts';
import { parseVersion } from '../../core/domain/version.ts';
import type { Predictor } from '../../core/ports/model-toolchain.ts';
import type { ServedModel } from '../../serving/models/served-model.ts';

export const irisSignature: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 4], columns: ['sepal_l', 'sepal_w', 'petal_l', 'petal_w'] }],
  outputs: [
    { name: 'label', type: 'string', shape: [null] },
    { name: 'probabilities', type: 'float64', shape: [null, 3] },
  ],
  classes: ['setosa', 'versicolor', 'virginica'],
};

export const setosa = [5.1, 3.5, 1.4, 0.2] as const;
export const virginica = [6.7, 3.0, 5.2, 2.3] as const;

/** A linear classifier that tells the three species apart by their petals. */
export function irisPredictor(signature: Signature = irisSignature): Predictor {
  const coefficients = [
    [0, 0, -3, -3],
    [0, 0, 0, 0],
    [0, 0, 2, 3],
  ];
  return new LinearPredictor({ coefficients, intercepts: [10, 0, -14] }, signature);
}

/** Answers with the sum of the row, so that every answer says whose row it is. */
export function sumPredictor(): Predictor {
  const signature: Signature = {
    task: 'regression',
    inputs: [
      { name: 'a', type: 'float64', shape: [null, 1] },
      { name: 'b', type: 'int64', shape: [null, 1] },
    ],
    outputs: [{ name: 'sum', type: 'float64', shape: [null, 1] }],
  };
  return new LinearPredictor({ coefficients: [[1, 1]], intercepts: [0] }, signature);
}

export function servedModel(name: string, predictor: Predictor = irisPredictor()): ServedModel {
  return {
    model: parseModelName(name),
    version: parseVersion('1.2.0'),
    manifestDigest: digestOf(name),
    predictor,
  };
}
