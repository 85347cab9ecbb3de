import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryModelRuntime } from '../../adapters/memory/memory-model-runtime.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { formatModelMetadata } from '../../packaging/model-metadata.ts';
import { directoryModelSource } from '../../serving/models/directory-model-source.ts';
import { parseModelMetadata } from '../../serving/models/model-metadata.ts';
import { irisSignature, servedModel } from './linear-iris.ts';

const { predictor: _, ...identity } = servedModel('iris');
const model = JSON.stringify({
  coefficients: [
    [0, 0, -1, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 0],
  ],
  intercepts: [2, 0, -5],
});
const metadata = {
  served: { format: 'onnx', opset: 21 },
  signature: irisSignature,
  files: [{ path: 'model.json', digest: digestOf(model), size: Buffer.byteLength(model) }],
} as const;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mergeline-models-'));
  await mkdir(join(directory, '.mergeline'));
  await writeFile(join(directory, 'model.json'), model);
  await writeFile(join(directory, '.mergeline/model.json'), formatModelMetadata(metadata));
});
afterEach(() => rm(directory, { recursive: true }));

test('what packaging wrote is loaded, under the name that the starter gives', async () => {
  const [served] = await source().load();
  expect(served).toMatchObject(identity);
  expect((await served?.predictor.predict([[0, 0, 9, 0]]))?.predictions).toEqual(['virginica']);
});

test('a directory without a model is refused', async () => {
  await rm(join(directory, '.mergeline/model.json'));
  await expect(source().load()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a file that is not the packed one is refused before it is used', async () => {
  await writeFile(join(directory, 'model.json'), model.replace('-5', '-6'));
  await expect(source().load()).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
});

test('a file that is missing is refused', async () => {
  await rm(join(directory, 'model.json'));
  await expect(source().load()).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

const written = JSON.parse(Buffer.from(formatModelMetadata(metadata)).toString());
test.each<[string, object, RegExp]>([
  ['a later format', { formatVersion: 2 }, /formatVersion is not 1/],
  ['another model format', { format: 'pickle' }, /format is not onnx/],
  ['files that are no list', { files: {} }, /files is not a list/],
  [
    'a path out of the directory',
    { files: [{ ...written.files[0], path: '../x' }] },
    /files\[0\]\.path is not a relative/,
  ],
  ['an absolute path', { files: [{ ...written.files[0], path: '/etc/passwd' }] }, /files\[0\]\.path/],
  ['a digest that is none', { files: [{ ...written.files[0], digest: 'x' }] }, /files\[0\]\.digest is not a digest/],
  ['a negative size', { files: [{ ...written.files[0], size: -1 }] }, /files\[0\]\.size is not a size/],
  ['an unknown task', { signature: { ...written.signature, task: 'x' } }, /signature\.task/],
  [
    'an unknown type',
    { signature: { ...written.signature, inputs: [{ name: 'X', type: 'float', shape: [] }] } },
    /inputs\[0\]\.type/,
  ],
  ['no outputs', { signature: { ...written.signature, outputs: undefined } }, /signature\.outputs is not a list/],
])('metadata with %s is refused', (_name, change, message) => {
  const text = JSON.stringify({ ...written, ...change });
  expect(() => parseModelMetadata(text, 'model.json')).toThrow(
    expect.objectContaining({ code: 'MODEL_UNREADABLE', message: expect.stringMatching(message) }),
  );
});

function source() {
  return directoryModelSource({ directory, identity, runtime: memoryModelRuntime });
}
