import { type HostileFile, spoil } from './hostile-file.ts';

const notFinite = 'which is no finite number';

export const hostileTypes: readonly HostileFile[] = [
  spoil(
    'a version without quotes',
    'ModelVersion',
    ['"1.10.0"', '1.10'],
    [[4, 10, 'is the number 1.1, but must be text; write it in quotes: "1.10"']],
  ),
  spoil(
    'a version that is not full',
    'ModelVersion',
    ['"1.10.0"', '"1.10"'],
    [[4, 10, 'is "1.10", but must be a full version']],
  ),
  spoil(
    'a commit that looks like a number',
    'ModelVersion',
    ['"4b825dc642cb6eb9a060e54bf8d69288fbee4904"', '12e4567'],
    [[39, 17, notFinite]],
  ),
  spoil(
    'a metric that is no number',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: .nan'],
    [[13, 13, `is .nan, ${notFinite}`]],
  ),
  spoil(
    'a metric without end',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: -.inf'],
    [[13, 13, `is -.inf, ${notFinite}`]],
  ),
  spoil(
    'a metric as JavaScript writes it',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: NaN'],
    [[13, 13, 'is the text "NaN", but must be a number']],
  ),
  spoil(
    'a metric in quotes',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: "0.96"'],
    [[13, 13, 'is the text "0.96", but must be a number']],
  ),
  spoil(
    'a number that would be rounded',
    'ModelVersion',
    ['  C: 1', '  seed: 12345678901234567890'],
    [[11, 9, 'too large to be kept exactly; write it in quotes if it is text']],
  ),
  spoil(
    'a hexadecimal number',
    'ModelVersion',
    ['  C: 1', '  mask: 0x1F'],
    [[11, 9, 'is 0x1F; write 31, or "0x1F" if it is text']],
  ),
  spoil('a size below zero', 'ModelVersion', ['size: 1432', 'size: -1'], [[46, 11, 'is -1, but must be at least 0']]),
  spoil(
    'a size with a fraction',
    'ModelVersion',
    ['size: 1432', 'size: 1.5'],
    [[46, 11, 'is the number 1.5, but must be a whole number']],
  ),
  spoil(
    'a text for a list',
    'Registry',
    ['    owners: [ann]', '    owners: ann'],
    [[33, 13, 'is the text "ann", but must be a list']],
  ),
  spoil('a list for a text', 'Model', ['name: iris', 'name: [iris]'], [[3, 7, 'is a list, but must be text']]),
  spoil('a field without a value', 'Model', ['owners: [ann]', 'owners:'], [[4, 1, 'is empty, but must be a list']]),
  spoil('truth for text', 'Registry', ['target: species', 'target: true'], [[38, 13, 'write it in quotes: "true"']]),
  spoil(
    'a day that does not exist',
    'ModelVersion',
    ['2026-11-25T10', '2026-02-30T10'],
    [[5, 10, 'must be a time in UTC']],
  ),
  spoil('a time without a zone', 'ModelVersion', ['10:00:00Z', '10:00:00'], [[5, 10, 'must be a time in UTC']]),
  spoil('a time of another zone', 'ModelVersion', ['10:00:00Z', '10:00:00+01:00'], [[5, 10, 'must be a time in UTC']]),
];
