import { describe, expect, it } from 'vitest';
import { LocalHost } from '../../../adapters/onnx/local-host.ts';
import { readOnnx } from '../../../conversion/onnx/onnx-model.ts';
import { secondScoreModel, type Tree, treeModel } from '../../support/tree-models.ts';

const forest: Tree = { weights: [0.9, 0.2] };
const misread = (model: Uint8Array) => readOnnx(model, 8).misreadTrees;

describe('misreadTrees', () => {
  it.each<[string, Tree]>([
    ['of a forest for two classes', forest],
    ['whose leaves name the second class', { ...forest, classIds: [1] }],
    ['whose leaves name the second class before a logistic', { ...forest, classIds: [1], postTransform: 'LOGISTIC' }],
    ['whose leaves name both classes', { ...forest, classIds: [0, 1] }],
    ['with a leaf of no weight', { weights: [1, 0] }],
  ])('names a tree %s', (_, tree) => {
    expect(misread(treeModel(tree))).toEqual(['tree']);
  });

  it.each<[string, Tree]>([
    ['of boosting, with a negative weight', { weights: [0.9, -0.2], postTransform: 'LOGISTIC' }],
    ['of boosting without one', { ...forest, postTransform: 'LOGISTIC' }],
    ['for three classes', { ...forest, labels: [0, 1, 2] }],
  ])('leaves a tree %s alone', (_, tree) => {
    expect(misread(treeModel(tree))).toEqual([]);
  });

  it('leaves a tree alone of which only the second score is read', () => {
    expect(misread(secondScoreModel(forest))).toEqual([]);
  });
});

/** The reason why such models are refused. Where these fail after an update, ONNX Runtime was mended, and they need not be. */
describe('ONNX Runtime', () => {
  it('answers a forest for two classes wrongly: the label is 0, and 0.8 is its probability', async () => {
    const { label, probabilities } = await answer(treeModel(forest));
    expect(label).toEqual([1n]);
    expect(probabilities).toEqual([expect.closeTo(-0.2, 6), expect.closeTo(0.2, 6)]);
  });

  it('labels a tree whose leaves name the second class alone wrongly: 0.2 is below a half', async () => {
    expect(await answer(treeModel({ weights: [0.2, 0.2], classIds: [1] }))).toMatchObject({ label: [1n] });
  });

  it('answers rightly where only the second score is read', async () => {
    const { label, probabilities } = await answer(secondScoreModel(forest));
    expect(label).toEqual([0n]);
    expect(probabilities).toEqual([expect.closeTo(0.8, 6), expect.closeTo(0.2, 6)]);
  });
});

/** Of a row that falls into the right leaf. */
async function answer(model: Uint8Array) {
  const host = new LocalHost();
  await host.load(model);
  const outputs = await host.run(new Map([['X', { type: 'float64', data: Float64Array.of(1), dims: [1, 1] }]]));
  await host.close();
  const valuesOf = (name: string) => [...(outputs.get(name)?.data ?? [])];
  return { label: valuesOf('label'), probabilities: valuesOf('probabilities') };
}
