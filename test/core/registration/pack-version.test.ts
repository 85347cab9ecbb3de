import { expect, test } from 'vitest';
import type { ConvertedModel } from '../../../core/ports/model-toolchain.ts';
import { packVersion } from '../../../core/registration/pack-version.ts';
import { modelFile } from '../support/memory-registry.ts';

const served = (text: string): ConvertedModel => ({
  inspection: { source: { format: 'onnx' }, scan: { verdict: 'allowed', globals: [] }, estimators: {} },
  conversion: { outcome: 'accepted', warnings: [] },
  served: {
    form: { format: 'onnx', opset: 17 },
    signature: { task: 'other', inputs: [], outputs: [] },
    files: [{ path: 'model.onnx', mediaType: 'application/octet-stream', bytes: new TextEncoder().encode(text) }],
  },
});

test('stores a file that is served as it was registered once, in both roles', async () => {
  const packed = await packVersion([modelFile('iris.onnx', 'graph'), modelFile('labels.txt', 'a')], served('graph'));
  expect(packed.map(({ artifact: { path, roles } }) => [path, ...roles])).toEqual([
    ['source/labels.txt', 'source'],
    ['model.onnx', 'source', 'served'],
    ['.mergeline/model.json', 'metadata'],
  ]);
});

test('keeps a second copy of the served file among the sources', async () => {
  const packed = await packVersion([modelFile('a.onnx', 'graph'), modelFile('b.onnx', 'graph')], served('graph'));
  expect(packed.filter(({ artifact }) => artifact.roles.includes('source'))).toHaveLength(2);
});
