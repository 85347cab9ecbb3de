import { expect, test } from 'vitest';
import { nameGate } from '../../registry-schema/name-gate.ts';

const document = {
  stages: [
    {
      name: 'production',
      gates: [{ gate: 'metric', id: 'good' }, { gate: 'cel' }, { gate: 7 }],
      rollback: { gates: [{ gate: 'servable' }] },
    },
  ],
};

test.each([
  [['stages', 0, 'gates', 0, 'min'], ' (gate good of stage production)'],
  [['stages', 0, 'gates', 1, 'gate'], ' (gate cel of stage production)'],
  [['stages', 0, 'rollback', 'gates', 0], ' (gate servable of stage production)'],
  [['stages', 0, 'gates', 2, 'gate'], ''],
  [['stages', 0, 'gates', 9, 'gate'], ''],
  [['stages', 0, 'gates'], ''],
  [['datasets', 0, 'name'], ''],
])('names the gate and the stage of %j', (path, named) => {
  expect(nameGate(path, document)).toBe(named);
});
