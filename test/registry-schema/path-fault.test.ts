import { describe, expect, it } from 'vitest';
import { faultOfPath } from '../../registry-schema/path-fault.ts';

describe('faultOfPath', () => {
  it.each([
    ['models/iris/versions/1.0.yaml', 'is not named after a full version'],
    ['models/iris/versions/1.0.0.yml', 'must end in .yaml'],
    ['models/iris/versions/notes.txt', 'must end in .yaml'],
    ['models/iris/versions/old/1.0.0.yaml', 'is in a folder below versions, where there are none'],
    ['models/iris/status/v1.0.0.yaml', 'is not named after a full version'],
    ['models/iris/stages/Production.yaml', 'is not named after a stage: it has upper-case letters'],
    ['models/iris/evaluations/iris-test.yaml', 'is not in the folder of a version'],
    ['models/iris/evaluations/1.0/iris-test.yaml', 'is not named after a full version'],
    ['models/iris/evaluations/1.0.0/Iris.yaml', 'needs a name of lower-case letters'],
    ['models/Iris/model.yaml', 'is not in the folder of a model: it has upper-case letters'],
    ['models/a/b/c/model.yaml', 'is not in the folder of a model: it has more than two segments'],
    ['models/a..b/versions/1.0.0.yaml', 'is not in the folder of a model'],
    ['models/iris/model.yml', 'must end in .yaml'],
    ['models/model.yaml', 'is not in the folder of a model: it is empty'],
  ])('says what is wrong with %s', (path, fault) => {
    expect(faultOfPath(path)).toContain(fault);
  });

  it.each([
    'registry.yaml',
    'models/iris/model.yaml',
    'models/iris/README.md',
    'models/iris/pictures/roc.png',
    'models/iris/versions/1.0.0.yaml',
    'models/iris/stages/production.traffic.yaml',
    '.github/workflows/ci.yml',
    'README.md',
    'models',
  ])('has nothing against %s', (path) => {
    expect(faultOfPath(path)).toBeUndefined();
  });
});
