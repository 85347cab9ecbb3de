import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convertModel } from '../../conversion/convert.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { fixture, newest } from './support/fixtures.ts';
import { refusalOf } from './support/refusal-of.ts';

const options = { limits: defaultLimits };

describe('convertModel', () => {
  it('keeps the bytes that it gave for a model before', () => {
    const bytes = readFileSync('examples/iris/improved/model.pkl');
    const conversion = convertModel([{ path: 'model.pkl', bytes }], options);
    if (conversion.outcome !== 'converted') throw new Error('It was not converted.');
    expect(digestOf(conversion.onnx)).toBe('sha256:9dead19dce2fbd7d271b80db70d54c7129e45b670e0ca90ff83cb8f7084f43af');
  });

  it('tells inputs and classes of the iris model by name', () => {
    const bytes = readFileSync('examples/iris/baseline/model.joblib');
    expect(convertModel([{ path: 'model.joblib', bytes }], options)).toMatchObject({
      outcome: 'converted',
      inspection: {
        source: {
          format: 'joblib',
          framework: 'scikit-learn',
          frameworkVersion: '1.9.1',
          estimator: 'sklearn.pipeline.Pipeline',
        },
        estimators: {
          pipeline: 'sklearn.pipeline.Pipeline',
          'pipeline.steps[0].scale': 'sklearn.preprocessing._data.StandardScaler',
          'pipeline.steps[1].classify': 'sklearn.linear_model._logistic.LogisticRegression',
        },
      },
      signature: {
        task: 'classification',
        inputs: [
          {
            name: 'X',
            type: 'float64',
            shape: [null, 4],
            columns: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
          },
        ],
        outputs: [
          { name: 'label', type: 'string', shape: [null] },
          { name: 'probabilities', type: 'float64', shape: [null, 3] },
        ],
        classes: ['setosa', 'versicolor', 'virginica'],
      },
    });
  });

  it.each([
    [
      'forest',
      'pipeline.steps[1].step1',
      'sklearn.ensemble._forest.RandomForestClassifier',
      "RandomForestClassifier: this class is not supported yet; export it to ONNX with skl2onnx and options={'zipmap': False}, and register that file.",
    ],
    [
      'forest-for-two',
      'model',
      'sklearn.ensemble._forest.RandomForestClassifier',
      "RandomForestClassifier: this class is not supported yet; fit it inside OneVsRestClassifier, which answers the same, and export that to ONNX with skl2onnx and options={'zipmap': False}, and register that file: ONNX Runtime answers a plain one for two classes wrongly.",
    ],
    [
      'never-fitted',
      'model',
      'sklearn.linear_model._logistic.LogisticRegression',
      'LogisticRegression: it was never fitted (it has no classes_).',
    ],
    [
      'only-a-scaler',
      'model',
      'sklearn.preprocessing._data.StandardScaler',
      'StandardScaler: it only transforms, so there is nothing that predicts.',
    ],
    [
      'sparse-coefficients',
      'model',
      'sklearn.linear_model._logistic.LogisticRegression',
      'LogisticRegression: its coef_ is scipy.sparse._csr.csr_matrix, not an array of numbers.',
    ],
    [
      'in-a-dictionary',
      'model',
      undefined,
      'The file holds a dict, which is no fitted estimator; dump the estimator itself.',
    ],
  ])('%s is kept, and refused by path and class', (name, path, estimator, reason) => {
    const conversion = convertModel([fixture(`${newest}/unsupported/${name}.joblib`)], options);
    expect(conversion).toMatchObject({
      outcome: 'unsupported',
      path,
      reason,
      inspection: { scan: { verdict: 'allowed' } },
    });
    expect(conversion).toHaveProperty('estimator', estimator);
  });

  it.each([
    ['gguf', 'GGUF\x03\0\0\0', 'allowed'],
    ['safetensors', '\x02\0\0\0\0\0\0\0{}', 'allowed'],
    ['lightgbm', 'tree\nversion=v4\n', 'allowed'],
    ['xgboost', '{"learner":{}}', 'allowed'],
    ['hdf5', '\x89HDF\r\n\x1a\n', 'unknown'],
  ])('recognises %s and keeps it unconverted', (format, text, verdict) => {
    expect(convertModel([{ path: 'model', bytes: Buffer.from(text, 'latin1') }], options)).toMatchObject({
      outcome: 'unsupported',
      inspection: { source: { format }, scan: { verdict } },
      reason: `${format} files are kept as they are; they are not converted yet.`,
    });
  });

  it.each(['', 'hello', '%PDF-1.7', 'sepal_length,sepal_width\n1,2\n'])('refuses %j as no model', (text) => {
    const error = refusalOf(() => convertModel([{ path: 'model.pkl', bytes: Buffer.from(text) }], options));
    expect(error.code).toBe('MODEL_UNREADABLE');
  });

  it('keeps a file of no known format when it is told to', () => {
    const files = [{ path: 'rules.txt', bytes: Buffer.from('if petal < 2 then setosa') }];
    expect(convertModel(files, { ...options, format: 'other' })).toMatchObject({
      outcome: 'unsupported',
      inspection: { source: { format: 'other' }, scan: { verdict: 'unknown', globals: [] } },
    });
  });

  it('keeps no empty file, whatever it is told', () => {
    const files = [{ path: 'rules.txt', bytes: new Uint8Array() }];
    expect(refusalOf(() => convertModel(files, { ...options, format: 'other' })).message).toBe('rules.txt is empty.');
  });

  it('finds the one model in a folder of other files', () => {
    const files = [
      { path: 'MLmodel', bytes: Buffer.from('flavors: {}\n') },
      { path: 'requirements.txt', bytes: Buffer.from('scikit-learn\n') },
      fixture(`${newest}/linear.joblib`),
    ];
    expect(convertModel(files, options)).toMatchObject({ outcome: 'converted' });
  });

  it('trusts a model less that lies beside a file which can hold code', () => {
    const weights = { path: 'weights.h5', bytes: Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') };
    const conversion = convertModel([fixture(`${newest}/linear.joblib`), weights], options);
    expect(conversion).toMatchObject({ outcome: 'converted', inspection: { scan: { verdict: 'unknown' } } });
  });

  it('does not choose between two models', () => {
    const files = [fixture(`${newest}/linear.joblib`), fixture(`${newest}/lasso.pkl`)];
    expect(refusalOf(() => convertModel(files, options)).message).toBe('linear.joblib and lasso.pkl are both models.');
  });
});
