import { describe, expect, it } from 'vitest';
import { liftSklearn } from '../../../conversion/lift/sklearn/lift.ts';
import { isKind, type NdArray, newObject, type PyObject, type PyValue } from '../../../conversion/pickle/values.ts';
import { UnsupportedModel } from '../../../conversion/unsupported.ts';

const logistic = 'sklearn.linear_model._logistic.LogisticRegression';

describe('liftSklearn', () => {
  it.each([
    ['1.0.2', { multi_class: 'auto', solver: 'lbfgs' }, 'softmax'],
    ['1.0.2', { multi_class: 'auto', solver: 'liblinear' }, 'normalized-sigmoid'],
    ['1.0.2', { multi_class: 'ovr', solver: 'lbfgs' }, 'normalized-sigmoid'],
    ['1.0.2', { multi_class: 'multinomial', solver: 'saga' }, 'softmax'],
    ['1.2.2', { multi_class: 'auto', solver: 'newton-cholesky' }, 'normalized-sigmoid'],
    ['1.5.2', { multi_class: 'deprecated', solver: 'newton-cholesky' }, 'normalized-sigmoid'],
    ['1.6.0', { multi_class: 'deprecated', solver: 'newton-cholesky' }, 'softmax'],
    ['1.7.2', { multi_class: 'deprecated', solver: 'liblinear' }, 'normalized-sigmoid'],
    ['1.8.0', { solver: 'newton-cholesky' }, 'softmax'],
  ])('tells three classes apart as scikit-learn %s does with %j', (version, parameters, link) => {
    const { model } = liftSklearn(
      estimator(logistic, { ...threeClasses(), ...parameters, _sklearn_version: version }),
      8,
    );
    expect(model.head).toMatchObject({ kind: 'linear-classifier', link });
  });

  it.each([
    ['another multi_class', { multi_class: 'crammer', solver: 'lbfgs' }, 'its multi_class is "crammer"'],
    [
      'no multi_class where there must be one',
      { solver: 'lbfgs', _sklearn_version: '1.2.0' },
      'it does not say its multi_class',
    ],
    [
      'liblinear where it cannot be',
      { solver: 'liblinear' },
      'the solver liblinear cannot tell more than two classes apart',
    ],
    ['no solver', {}, 'its solver is nothing, not a text'],
    ['one row too few', { solver: 'lbfgs', coef_: matrix(2, 2) }, 'it has 2 rows of coefficients for 3 classes'],
    [
      'one intercept too few',
      { solver: 'lbfgs', intercept_: vector(1, 2) },
      'it has 2 intercepts for 3 rows of coefficients',
    ],
    [
      'coefficients that are not finite',
      { solver: 'lbfgs', coef_: matrix(3, 2, Number.NaN) },
      'its coef_ holds values that are not finite',
    ],
    [
      'labels of several kinds',
      { solver: 'lbfgs', classes_: objects('a', 1, 'b') },
      'its classes_ are neither all texts nor all numbers',
    ],
    ['no coefficients', { solver: 'lbfgs', coef_: undefined }, 'it was never fitted (it has no coef_)'],
  ])('refuses %s', (_, parameters, reason) => {
    const root = estimator(logistic, { ...threeClasses(), _sklearn_version: '1.9.1', ...parameters });
    expect(refusal(root)).toMatchObject({
      path: 'model',
      estimator: logistic,
      reason: `LogisticRegression: ${reason}.`,
    });
  });

  it('warns of a release that it was not tested with', () => {
    const attributes = { ...threeClasses(), solver: 'lbfgs' };
    const warningsOf = (version?: string) =>
      liftSklearn(estimator(logistic, { ...attributes, _sklearn_version: version }), 8).warnings;
    expect(warningsOf('1.9.3')).toEqual([]);
    expect(warningsOf('1.23.0')).toEqual(['scikit-learn 1.23 is newer than the releases we test.']);
    expect(
      liftSklearn(estimator(logistic, { ...attributes, multi_class: 'auto', _sklearn_version: '0.24.2' }), 8).warnings,
    ).toEqual(['scikit-learn 0.24 is older than the releases we test.']);
  });

  it('refuses what a newer release added', () => {
    const root = estimator(logistic, {
      ...threeClasses(),
      solver: 'lbfgs',
      temperature_: 2,
      _sklearn_version: '1.23.0',
    });
    expect(refusal(root).reason).toContain('scikit-learn 1.23 gave it temperature_, which may change its answers');
  });

  it('refuses an estimator whose method was replaced', () => {
    const mean: PyValue = { kind: 'global', module: 'numpy', name: 'mean' };
    const attributes = { ...threeClasses(), solver: 'lbfgs', _sklearn_version: '1.9.1' };
    expect(liftSklearn(estimator(logistic, { ...attributes, note: 'trained by me' }), 8).warnings).toEqual([]);
    expect(refusal(estimator(logistic, { ...attributes, predict: mean })).reason).toContain(
      'it carries predict, which may answer in its place',
    );
  });

  it('names the step that is in the way, however deep', () => {
    const svm = estimator('sklearn.svm._classes.SVC', {});
    const root = pipelineOf(['outer', pipelineOf(['scale', scaler(2)], ['svm', svm])]);
    expect(refusal(root)).toMatchObject({
      path: 'pipeline.steps[0].outer.steps[1].svm',
      estimator: 'sklearn.svm._classes.SVC',
    });
  });

  it.each([
    [
      'steps that do not fit one another',
      pipelineOf(['scale', scaler(3)], ['classify', three()]),
      'it takes 2 columns where 3 arrive',
    ],
    [
      'a predictor before the end',
      pipelineOf(['classify', three()], ['again', three()]),
      'a predictor can only be the last step',
    ],
    ['a pipeline of nothing', pipelineOf(), 'it has no steps'],
    [
      'an end that predicts nothing',
      pipelineOf(['scale', scaler(2)], ['end', 'passthrough']),
      'This is passthrough, which predicts nothing',
    ],
    ['an estimator made with arguments', madeWithArguments(), 'which is no fitted estimator'],
    ['a scaler that divides by zero', pipelineOf(['scale', scaler(2, 0)], ['classify', three()]), 'it divides by zero'],
  ])('refuses %s', (_, root, reason) => {
    expect(refusal(root).reason).toContain(reason);
  });

  it('names the columns as the first step knew them', () => {
    const named = estimator('sklearn.preprocessing._data.StandardScaler', {
      ...scalerAttributes(2, 1),
      feature_names_in_: objects('length', 'width'),
    });
    const { model } = liftSklearn(pipelineOf(['nothing', 'passthrough'], ['scale', named], ['classify', three()]), 8);
    expect(model.input).toEqual({ width: 2, columns: ['length', 'width'] });
  });
});

function refusal(root: PyValue): UnsupportedModel {
  try {
    liftSklearn(root, 8);
  } catch (error) {
    if (error instanceof UnsupportedModel) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

function threeClasses() {
  return { classes_: objects('a', 'b', 'c'), coef_: matrix(3, 2), intercept_: vector(1, 2, 3), n_features_in_: 2 };
}

function three(): PyObject {
  return estimator(logistic, { ...threeClasses(), solver: 'lbfgs', _sklearn_version: '1.9.1' });
}

function scaler(width: number, scale = 1): PyObject {
  return estimator('sklearn.preprocessing._data.StandardScaler', scalerAttributes(width, scale));
}

function scalerAttributes(width: number, scale: number) {
  const values = new Array<number>(width).fill(scale);
  return {
    with_mean: true,
    with_std: true,
    mean_: vector(...values),
    scale_: vector(...values),
    n_features_in_: width,
    _sklearn_version: '1.9.1',
  };
}

function pipelineOf(...steps: (readonly [string, PyValue])[]): PyObject {
  const items = steps.map((step) => ({ kind: 'tuple', items: step }) as const);
  return estimator('sklearn.pipeline.Pipeline', { steps: { kind: 'list', items: [...items] } });
}

function madeWithArguments(): PyObject {
  const made = three();
  return isKind(made.callable, 'global') ? { ...newObject(made.callable, [1]), state: made.state ?? null } : made;
}

function estimator(className: string, attributes: Record<string, PyValue | undefined>): PyObject {
  const dot = className.lastIndexOf('.');
  const callable = { kind: 'global', module: className.slice(0, dot), name: className.slice(dot + 1) } as const;
  const entries = Object.entries(attributes).filter((entry): entry is [string, PyValue] => entry[1] !== undefined);
  return { ...newObject(callable, []), state: { kind: 'dict', entries: new Map<PyValue, PyValue>(entries) } };
}

function vector(...values: number[]): NdArray {
  return { ...matrix(1, values.length), shape: [values.length], data: bytesOf(values) };
}

function matrix(rows: number, columns: number, first = 0): NdArray {
  const values = Array.from({ length: rows * columns }, (_, index) => index + first);
  const dtype = { kind: 'dtype', type: 'f', size: 8, bigEndian: false } as const;
  return { kind: 'array', dtype, shape: [rows, columns], fortran: false, data: bytesOf(values) };
}

function objects(...values: PyValue[]): NdArray {
  const dtype = { kind: 'dtype', type: 'O', size: 8, bigEndian: false } as const;
  return { kind: 'array', dtype, shape: [values.length], fortran: false, data: values };
}

function bytesOf(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}
