import { expect, test } from 'vitest';
import { parseModelRef } from '../../../core/domain/model-ref.ts';

test.each([
  ['iris@', 'iris@1.0.0'],
  ['iris:1.2.0', 'iris@1.2.0'],
  ['@', 'iris@1.0.0'],
])('says how %s is written as a version', (text, example) => {
  expect(() => parseModelRef(text)).toThrow(
    expect.objectContaining({ code: 'NAME_INVALID', hint: expect.stringContaining(`such as ${example}.`) }),
  );
});

test('a model alone leads to its versions', () => {
  expect(() => parseModelRef('iris')).toThrow(
    expect.objectContaining({
      hint: 'Its newest version is iris@latest. See them all with: mergeline list iris',
    }),
  );
});
