import { type HostileFile, spoil } from './hostile-file.ts';

export const hostileArtifacts: readonly HostileFile[] = [
  ...(
    [
      '../model.onnx',
      '/etc/passwd',
      'a/../../b',
      'C:/model.onnx',
      'a//b',
      './model.onnx',
      'a/',
      '.wh.model',
      'a\\\\b',
    ] as const
  ).map((path) =>
    spoil(
      `an artifact at ${path}`,
      'ModelVersion',
      ['"model.onnx"', `"${path}"`],
      [[42, 11, 'must be a relative path']],
    ),
  ),
  spoil(
    'artifacts whose paths differ in case',
    'ModelVersion',
    ['".mergeline/signature.json"', '"Model.ONNX"'],
    [[51, 11, 'differs from model.onnx in case only']],
  ),
  spoil(
    'a digest that is too short',
    'ModelVersion',
    ['9'.repeat(64), '9'.repeat(63)],
    [[45, 13, 'sha256: and 64 lower-case hex digits']],
  ),
  spoil(
    'a digest in capitals',
    'ModelVersion',
    [`sha256:${'f'.repeat(64)}`, `sha256:${'F'.repeat(64)}`],
    [[48, 15, '64 lower-case hex digits']],
  ),
  spoil(
    'a digest of another algorithm',
    'ModelVersion',
    [`sha256:${'9'.repeat(64)}`, `md5:${'9'.repeat(32)}`],
    [[45, 13, '64 lower-case hex digits']],
  ),
  spoil(
    'a served form without an image',
    'ModelVersion',
    [`dataImage:\n  digest: "sha256:${'4'.repeat(64)}"\n  size: 704\n`, ''],
    [[1, 1, 'is missing, although the conversion says accepted']],
  ),
  spoil(
    'an emptied stage with an image',
    'StagePointer',
    ['version: "1.10.0"', 'version: null'],
    [
      [6, 17, 'must be null, because version is'],
      [8, 3, 'must be null, because version is'],
    ],
  ),
];
