import { describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../adapters/onnx/onnx-runtime.ts';
import { convertModel } from '../../conversion/convert.ts';
import { interpret } from '../../conversion/interpret/interpret.ts';
import { liftSklearn } from '../../conversion/lift/sklearn/lift.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import { openModel } from '../../conversion/open-model.ts';
import { expectedOf, fixture, modelFiles, releases } from './support/fixtures.ts';

const limits = defaultLimits;

describe.each(releases)('models of %s', (release) => {
  const { rows, answers } = expectedOf(release);
  const answersTo = (path: string) => answers.get(nameOf(path)) ?? { predictions: [] };

  it.each(modelFiles(release))('%s is interpreted as scikit-learn answers', (path) => {
    const { predictions, probabilities } = answersTo(path);
    const model = modelIn(path);
    expect(predictions).toHaveLength(rows.length);
    for (const [index, row] of rows.entries()) {
      const answer = interpret(model, row);
      if (answer.label === undefined) expectClose(answer.values, [predictions[index]].flat(), answer.magnitude);
      else expect(answer.label).toBe(predictions[index]);
      if (probabilities) expectClose(answer.probabilities, probabilities[index], answer.magnitude);
    }
  });

  it.each(modelFiles(release))('%s runs in ONNX Runtime as scikit-learn answers', async (path) => {
    const { predictions, probabilities } = answersTo(path);
    const conversion = convertModel([fixture(path)], { limits });
    if (conversion.outcome !== 'converted') throw new Error(`${path} was not converted`);
    const { onnx, signature } = conversion;
    const files = [{ path: 'model.onnx', size: onnx.length, read: async () => onnx, open: () => once(onnx) }];
    const predictor = await onnxRuntime.load({ files, signature });
    const actual = await predictor.predict(rows);
    await predictor.close();
    const magnitudes = rows.map((row) => interpret(modelIn(path), row).magnitude);
    for (const [index, magnitude] of magnitudes.entries()) {
      if (probabilities === undefined)
        expectClose([actual.predictions[index]].flat(), [predictions[index]].flat(), magnitude);
      else expectClose(actual.probabilities?.[index], probabilities[index], magnitude);
    }
    if (probabilities) expect(actual.predictions).toEqual(predictions);
  });

  it.each(modelFiles(release))('%s converts without a warning', (path) => {
    const conversion = convertModel([fixture(path)], { limits });
    expect(conversion).toMatchObject({
      outcome: 'converted',
      warnings: [],
      inspection: { scan: { verdict: 'allowed' } },
    });
  });
});

/** 1e-12 per unit of the terms that are added up: what rounding in another order may change. */
function expectClose(
  actual: readonly unknown[] | undefined,
  expected: readonly unknown[] | undefined,
  magnitude: number,
) {
  const tolerance = 1e-12 * Math.max(1, magnitude);
  const far = expected?.filter((value, index) => !(Math.abs(Number(value) - Number(actual?.[index])) <= tolerance));
  expect({ far, length: actual?.length }).toEqual({ far: [], length: expected?.length });
}

function modelIn(path: string) {
  const opened = openModel([fixture(path)], { limits });
  if (opened.kind !== 'pickle') throw new Error(`${path} is no pickle`);
  return liftSklearn(opened.pickle.root, limits.depth).model;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+$/, '');
}
