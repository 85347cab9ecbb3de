import type { Affine, LinearClassifier, LinearRegressor, Link } from '../../ir.ts';
import type { Estimator, Numbers } from '../estimator.ts';
import { isBefore, sklearnVersionOf } from './version.ts';

/** `sklearn.linear_model._base.LinearModel.predict`: one row of coefficients, or one per target. */
export function liftLinearRegressor(estimator: Estimator): LinearRegressor {
  const coefficients = estimator.numbers('coef_');
  const intercepts = estimator.numbers('intercept_');
  const [outputs, inputs] = sizesOf(estimator, coefficients);
  return { kind: 'linear-regressor', scores: affine(estimator, [outputs, inputs], coefficients, intercepts) };
}

/** `sklearn.linear_model._logistic.LogisticRegression.predict_proba` of the release that wrote the estimator. */
export function liftLogisticRegression(estimator: Estimator): LinearClassifier {
  const classes = estimator.classLabels('classes_');
  const coefficients = estimator.numbers('coef_');
  const intercepts = estimator.numbers('intercept_');
  const [outputs, inputs] = sizesOf(estimator, coefficients);
  const count = classes.values.length;
  if (count < 2) estimator.refuse(`it knows ${count} classes`);
  if (outputs !== (count === 2 ? 1 : count))
    estimator.refuse(`it has ${outputs} rows of coefficients for ${count} classes`);
  const scores = affine(estimator, [outputs, inputs], coefficients, intercepts);
  return { kind: 'linear-classifier', scores, classes, link: linkOf(estimator, count) };
}

function linkOf(estimator: Estimator, classes: number): Link {
  const isBinary = classes === 2;
  if (isOneVersusRest(estimator, isBinary)) return isBinary ? 'sigmoid' : 'normalized-sigmoid';
  return isBinary ? 'signed-softmax' : 'softmax';
}

/** scikit-learn 1.8 removed `multi_class`; before, its value and the solver say how classes are told apart. */
function isOneVersusRest(estimator: Estimator, isBinary: boolean): boolean {
  const solver = estimator.string('solver');
  if (!estimator.has('multi_class')) {
    const version = sklearnVersionOf(estimator);
    if (version === undefined || isBefore(version, [1, 8])) estimator.refuse('it does not say its multi_class');
    if (solver === 'liblinear' && !isBinary)
      estimator.refuse('the solver liblinear cannot tell more than two classes apart');
    return isBinary;
  }
  const value = estimator.string('multi_class');
  if (value === 'ovr' || value === 'warn') return true;
  if (value === 'multinomial') return false;
  if (value !== 'auto' && value !== 'deprecated') estimator.refuse(`its multi_class is ${JSON.stringify(value)}`);
  return isBinary || solver === 'liblinear' || (solver === 'newton-cholesky' && isBeforeItWasMultinomial(estimator));
}

/** newton-cholesky came with scikit-learn 1.2 and learned the multinomial loss in 1.6. */
function isBeforeItWasMultinomial(estimator: Estimator): boolean {
  const version = sklearnVersionOf(estimator);
  if (version === undefined) estimator.refuse('it does not say which scikit-learn wrote it');
  return isBefore(version, [1, 6]);
}

function sizesOf(estimator: Estimator, { shape }: Numbers): readonly [outputs: number, inputs: number] {
  const [first, second] = shape;
  if (shape.length === 1 && first !== undefined) return [1, first];
  if (shape.length === 2 && first !== undefined && second !== undefined) return [first, second];
  return estimator.refuse(`its coefficients have ${shape.length} dimensions`);
}

function affine(
  estimator: Estimator,
  [outputs, inputs]: readonly [number, number],
  coefficients: Numbers,
  intercepts: Numbers,
): Affine {
  if (outputs === 0 || inputs === 0) estimator.refuse('it has no coefficients');
  const isOne = intercepts.values.length === 1;
  if (!isOne && intercepts.values.length !== outputs) {
    estimator.refuse(`it has ${intercepts.values.length} intercepts for ${outputs} rows of coefficients`);
  }
  const values = isOne ? new Float64Array(outputs).fill(intercepts.values[0] as number) : intercepts.values;
  return { outputs, inputs, weights: coefficients.values, intercepts: values };
}
