import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IsolatedHost } from '../../../adapters/onnx/isolated-host.ts';
import { modelConverterWith } from '../../../adapters/onnx/model-converter.ts';
import { onnxRuntime } from '../../../adapters/onnx/onnx-runtime.ts';
import { endlessModel, hugeTensorModel, scoringModel } from '../../support/hostile-models.ts';
import { secondScoreModel, treeModel } from '../../support/tree-models.ts';
import { modelFile, onnxFixture, readModelFile } from './support/model-file.ts';

const modelConverter = modelConverterWith((signal) => new IsolatedHost({ signal }));
const improved = readModelFile('examples/iris/improved/model.pkl');

describe('modelConverterWith', () => {
  it('proves a converted model equal to the interpreter', async () => {
    const { conversion } = await modelConverter.convert([improved]);
    expect(conversion).toMatchObject({
      outcome: 'converted',
      converter: 1,
      warnings: [],
      parity: { between: ['interpreter', 'onnxruntime'], labelsDiffering: 0, tolerance: 1e-9 },
    });
    if (conversion.outcome !== 'converted') return;
    expect(conversion.parity.rows).toBeGreaterThan(100);
    expect(conversion.parity.maxAbsolute).toBeLessThan(1e-12);
  });

  it('gives the same bytes each time', async () => {
    const [first, second] = await Promise.all([modelConverter.convert([improved]), modelConverter.convert([improved])]);
    expect(first.served).toEqual(second.served);
  });

  it.each([
    ['baseline/model.joblib', 0.92],
    ['improved/model.pkl', 0.98],
    ['worse/model.joblib', 0.66],
  ])('serves examples/iris/%s with the accuracy that its author reports', async (path, accuracy) => {
    const { served } = await modelConverter.convert([readModelFile(`examples/iris/${path}`)]);
    if (served === undefined) throw new Error('It is not served.');
    const files = served.files.map((file) => modelFile(file.path, file.bytes));
    const predictor = await onnxRuntime.load({ files, signature: served.signature });
    const { rows, labels } = readTestData();
    const { predictions } = await predictor.predict(rows);
    await predictor.close();
    expect(predictions.filter((label, index) => label === labels[index]).length / rows.length).toBe(accuracy);
  });

  it('inspects a dangerous file and refuses to convert it', async () => {
    const files = [modelFile('model.pkl', Buffer.from("cos\nsystem\n(S'true'\ntR."))];
    await expect(modelConverter.inspect(files)).resolves.toMatchObject({
      source: { format: 'pickle' },
      scan: { verdict: 'denied', globals: ['os.system'] },
    });
    await expect(modelConverter.convert(files)).rejects.toMatchObject({
      code: 'MODEL_DENIED',
      details: [{ message: 'os.system is on the list of denied names' }],
    });
  });

  it('gives the reason of a damaged file in the words of its reader', async () => {
    await expect(modelConverter.convert([modelFile('model.pkl', new Uint8Array())])).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: 'model.pkl is empty.',
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('changed my mind'));
    await expect(modelConverter.convert([improved], { signal })).rejects.toThrow('changed my mind');
  });

  it('accepts an ONNX file of another tool as it is', async () => {
    const file = onnxFixture('skl2onnx.onnx');
    const { conversion, served } = await modelConverter.convert([file]);
    expect(conversion).toEqual({ outcome: 'accepted', warnings: [] });
    expect(served?.signature).toMatchObject({ task: 'classification', inputs: [{ name: 'X', type: 'float64' }] });
    expect(served?.files).toEqual([
      { path: 'skl2onnx.onnx', mediaType: 'application/vnd.onnx', bytes: await file.read() },
    ]);
  });

  it('accepts an ONNX file with the weights beside it', async () => {
    const files = [onnxFixture('external.bin'), onnxFixture('external.onnx')];
    const { served } = await modelConverter.convert(files);
    expect(served?.files.map(({ path }) => path)).toEqual(['external.onnx', 'external.bin']);
  });

  it('serves a model that takes one row at a time', async () => {
    const { served } = await modelConverter.convert([onnxFixture('one-row.onnx')]);
    if (served === undefined) throw new Error('It is not served.');
    const files = served.files.map((file) => modelFile(file.path, file.bytes));
    const predictor = await onnxRuntime.load({ files, signature: served.signature });
    const answer = await predictor.predict([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    await predictor.close();
    expect(answer).toEqual({ predictions: [1, 2, 3] });
  });

  it.each([
    ['zipmap.onnx', "export the model without ZipMap: skl2onnx has options={'zipmap': False} for that"],
    ['eight-rows.onnx', 'it takes exactly 8 rows at once'],
    ['future-opset.onnx', 'ONNX Runtime cannot load the model'],
  ])('keeps %s without serving it', async (name, reason) => {
    const { conversion, served } = await modelConverter.convert([onnxFixture(name)]);
    expect(conversion).toMatchObject({ outcome: 'unsupported', reason: expect.stringContaining(reason) });
    expect(served).toBeUndefined();
  });

  it('keeps a forest that ONNX Runtime answers wrongly without serving it, and says what to export instead', async () => {
    const { conversion, served } = await modelConverter.convert([
      modelFile('forest.onnx', treeModel({ weights: [0.9, 0.2] })),
    ]);
    expect(conversion).toMatchObject({ outcome: 'unsupported', path: 'tree' });
    const reason = conversion.outcome === 'unsupported' ? conversion.reason : '';
    for (const part of ['TreeEnsembleClassifier', 'ONNX Runtime 1.26 and 1.27', 'OneVsRestClassifier(model)']) {
      expect(reason).toContain(part);
    }
    expect(served).toBeUndefined();
  });

  it('serves the same forest when only its second score is read', async () => {
    const file = modelFile('forest.onnx', secondScoreModel({ weights: [0.9, 0.2] }));
    expect((await modelConverter.convert([file])).conversion).toEqual({ outcome: 'accepted', warnings: [] });
  });

  it('keeps a classifier whose scores are no probabilities without serving it', async () => {
    const { conversion, served } = await modelConverter.convert([modelFile('scores.onnx', scoringModel())]);
    expect(conversion).toMatchObject({
      outcome: 'unsupported',
      reason: expect.stringContaining('which cannot be probabilities'),
    });
    expect(served).toBeUndefined();
  });

  it('keeps a model that does not end within its time without serving it', async () => {
    const impatient = modelConverterWith((signal) => new IsolatedHost({ signal }), { patience: 500 });
    const started = performance.now();
    const { conversion, served } = await impatient.convert([modelFile('endless.onnx', endlessModel())]);
    expect(conversion).toMatchObject({
      outcome: 'unsupported',
      reason: expect.stringContaining('The model did not answer within 0.5 s.'),
    });
    expect(served).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('serves a model that refuses made-up rows: nobody gave them to it', async () => {
    const { conversion } = await modelConverter.convert([modelFile('huge.onnx', hugeTensorModel(2 ** 40))]);
    expect(conversion.outcome).toBe('accepted');
  });
});

function readTestData() {
  const lines = readFileSync('examples/iris/test.csv', 'utf8').trim().split('\n').slice(1);
  const cells = lines.map((line) => line.split(','));
  return { rows: cells.map((row) => row.slice(0, 4).map(Number)), labels: cells.map((row) => row[4]) };
}
