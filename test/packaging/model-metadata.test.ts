import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../packaging/canonical-json.ts';
import { sampleFiles } from '../support/sample-version.ts';

describe('formatModelMetadata', () => {
  // Read by the prediction servers of images that were published long ago.
  it('writes what a server reads, in this order', async () => {
    const [, served, metadata] = await sampleFiles();
    expect(metadata?.bytes.toString()).toBe(
      '{"formatVersion":1,"format":"onnx","opset":21,' +
        `"files":[{"path":"model.onnx","digest":"${served?.artifact.digest}","size":13}],` +
        '"signature":{"task":"classification",' +
        '"inputs":[{"name":"x","type":"float64","shape":[null,4],"columns":["a","b","c","d"]}],' +
        '"outputs":[{"name":"label","type":"int64","shape":[null]}],"classes":[0,1,2]}}',
    );
  });
});

describe('canonicalJson', () => {
  it('keeps the order of the keys and leaves out what is undefined', () => {
    expect(Buffer.from(canonicalJson({ b: 1, a: undefined, c: [true, null, 'é'] })).toString()).toBe(
      '{"b":1,"c":[true,null,"é"]}',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s, which would become null', (value) => {
    expect(() => canonicalJson({ a: [value] })).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});
