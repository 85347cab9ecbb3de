import { describe, expect, it } from 'vitest';
import { scanGlobals, verdictOf } from '../../../conversion/scan/scan.ts';
import { sklearnNames } from '../../../conversion/scan/sklearn-names.ts';

const global = (module: string, name: string) => ({ kind: 'global', module, name }) as const;

describe('verdictOf', () => {
  it.each([
    ['sklearn.linear_model._logistic', 'LogisticRegression'],
    ['numpy.core.multiarray', '_reconstruct'],
    ['numpy._core.multiarray', '_reconstruct'],
    ['joblib.numpy_pickle', 'NumpyArrayWrapper'],
  ])('allows %s %s', (module, name) => {
    expect(verdictOf(global(module, name))).toBe('allowed');
  });

  it.each([
    ['__main__', 'MyTransformer'],
    ['mycompany.features', 'Encoder'],
    ['sklearn.linear_model._logistic', 'SomethingNew'],
    ['sklearn.linear_model', 'LogisticRegression'],
  ])('leaves %s %s to a person', (module, name) => {
    expect(verdictOf(global(module, name))).toBe('unknown');
  });

  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'eval'],
    ['builtins', '__import__'],
    ['importlib', 'import_module'],
    ['importlib.util', 'spec_from_file_location'],
    ['sklearn.os', 'system'],
    ['sklearn', 'os'],
    ['sklearn', 'os.system'],
    ['numpy', 'load'],
    ['numpy.testing', 'run_tests'],
    ['operator', 'attrgetter'],
    ['sklearn.linear_model._logistic', 'LogisticRegression.__init__'],
    ['', ''],
    ['os\u200b', 'system'],
    ['a b', 'c'],
  ])('denies %j %j', (module, name) => {
    expect(verdictOf(global(module, name))).toBe('denied');
  });

  it('allows no name that it would deny elsewhere', () => {
    const names = Object.entries(sklearnNames).flatMap(([module, list]) =>
      list.split(' ').map((name) => [module, name]),
    );
    expect(names.filter(([module, name]) => module?.split('.').includes('os') || name?.includes('.'))).toEqual([]);
  });
});

describe('scanGlobals', () => {
  it('takes the worst verdict and sorts the names', () => {
    expect(scanGlobals([global('numpy', 'dtype'), global('__main__', 'A'), global('numpy', 'dtype')])).toEqual({
      verdict: 'unknown',
      globals: ['__main__.A', 'numpy.dtype'],
    });
    expect(scanGlobals([global('__main__', 'A'), global('os', 'system')]).verdict).toBe('denied');
    expect(scanGlobals([])).toEqual({ verdict: 'allowed', globals: [] });
  });
});
