import { describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../adapters/onnx/onnx-runtime.ts';
import type { Signature } from '../../../core/domain/manifest.ts';
import type { ModelFile } from '../../../core/ports/model-toolchain.ts';
import { hostileSignature, talkativeModel } from '../../support/hostile-models.ts';
import { treeModel } from '../../support/tree-models.ts';
import { modelFile, onnxFixture } from './support/model-file.ts';

const iris: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
  outputs: [
    { name: 'label', type: 'string', shape: [null] },
    { name: 'probabilities', type: 'float32', shape: [null, 3] },
  ],
  classes: ['setosa', 'versicolor', 'virginica'],
};
const two: Signature = {
  task: 'other',
  inputs: [{ name: 'x', type: 'float32', shape: [null, 2] }],
  outputs: [{ name: 'scores', type: 'float32', shape: [null, 3] }],
};

describe('onnxRuntime', () => {
  it('answers labels, classes and probabilities of a classifier', async () => {
    const answer = await predict([onnxFixture('skl2onnx.onnx')], iris, [[5.1, 3.5, 1.4, 0.2]]);
    expect(answer.predictions).toEqual(['setosa']);
    expect(answer.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(answer.probabilities?.[0]?.[0]).toBeCloseTo(0.997, 3);
  });

  it('answers the values of a row where there is no label', async () => {
    const answer = await predict([onnxFixture('scores.onnx')], two, [
      [1, 0],
      [1, 1],
    ]);
    expect(answer).toEqual({
      predictions: [
        [1, 2, 3],
        [5, 7, 9],
      ],
    });
  });

  it('takes the class of the highest score where the model gives only scores', async () => {
    const signature: Signature = { ...two, task: 'classification', classes: ['low', 'middle', 'high'] };
    expect((await predict([onnxFixture('scores.onnx')], signature, [[1 / 6, 0]])).predictions).toEqual(['high']);
  });

  it('refuses to answer with what cannot be probabilities', async () => {
    const model = modelFile('model.onnx', treeModel({ weights: [0.9, 0.2] }));
    const signature: Signature = {
      task: 'classification',
      inputs: [{ name: 'X', type: 'float64', shape: [null, 1] }],
      outputs: [
        { name: 'label', type: 'int64', shape: [null] },
        { name: 'probabilities', type: 'float64', shape: [null, 2] },
      ],
    };
    await expect(predict([model], signature, [[1]])).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(
        /^The model's output probabilities holds \[-0\.2\d*, 0\.2\d*\] for a row, which cannot be probabilities/,
      ),
    });
  });

  it('finds weights beside the model, wherever both lie', async () => {
    const files = await Promise.all(
      ['external.onnx', 'external.bin'].map(async (name) => modelFile(`deep/${name}`, await onnxFixture(name).read())),
    );
    const answer = await predict(files, { ...two, outputs: [{ name: 'value', type: 'float32', shape: [null, 20] }] }, [
      [1, 0],
    ]);
    expect(answer.predictions).toEqual([Array.from({ length: 20 }, (_, index) => index)]);
  });

  it('answers no rows with no predictions', async () => {
    expect(await predict([onnxFixture('skl2onnx.onnx')], iris, [])).toEqual({ predictions: [] });
  });

  it('divides many rows, and answers all of them in their order', async () => {
    const rows = Array.from({ length: 2500 }, (_, row) => [row, 1]);
    const { predictions } = await predict([onnxFixture('scores.onnx')], two, rows);
    expect(predictions).toEqual(rows.map(([row = 0]) => [row + 4, 2 * row + 5, 3 * row + 6]));
  });

  it('names a bad row by its place among all', async () => {
    const rows = Array.from({ length: 2500 }, (_, row) => (row === 2000 ? [1] : [1, 2]));
    await expect(predict([onnxFixture('scores.onnx')], two, rows)).rejects.toThrow('rows[2000] has 1 values');
  });

  it('refuses bytes that are no model, with the reason of ONNX Runtime', async () => {
    const load = onnxRuntime.load({ files: [modelFile('model.onnx', Buffer.from('no model'))], signature: two });
    await expect(load).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: expect.stringContaining('ONNX Runtime cannot load the model'),
    });
  });

  it('refuses a model that takes other inputs than its signature says', async () => {
    await expect(onnxRuntime.load({ files: [onnxFixture('scores.onnx')], signature: iris })).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: 'scores.onnx takes x, but its signature says X.',
    });
  });

  it('refuses rows that the model itself refuses', async () => {
    const signature: Signature = { ...two, inputs: [{ name: 'x', type: 'float32', shape: [null, 3] }] };
    await expect(predict([onnxFixture('scores.onnx')], signature, [[1, 2, 3]])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('The model fails on these rows'),
    });
  });
});

describe('a hostile model in onnxRuntime', () => {
  it('is refused when it answers other rows than it was given', async () => {
    const model = modelFile('model.onnx', talkativeModel(3));
    await expect(predict([model], hostileSignature, [[1, 2, 3, 4]])).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'The model gave 3 answers for 1 rows.',
    });
  });
});

async function predict(files: readonly ModelFile[], signature: Signature, rows: readonly (readonly number[])[]) {
  const predictor = await onnxRuntime.load({ files, signature });
  try {
    return await predictor.predict(rows);
  } finally {
    await predictor.close();
  }
}
