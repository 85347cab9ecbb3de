import { describe, expect, it } from 'vitest';
import type { Signature } from '../../core/domain/manifest.ts';
import type { ModelFile, ModelRuntime, Row } from '../../core/ports/model-toolchain.ts';

/** A classifier `softmax(row · coefficientsᵀ + intercepts)`, or a regressor without the softmax. */
export interface LinearSubject {
  readonly coefficients: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
  readonly classes?: readonly string[];
}

export interface ModelRuntimeSubject {
  readonly runtime: ModelRuntime;
  /** The linear model in the form that this runtime loads. */
  write(model: LinearSubject): Uint8Array;
  /** The path that the runtime knows its files by. */
  readonly path: string;
}

const classifier = {
  coefficients: [
    [0, -3],
    [1, 0],
    [0, 2],
  ],
  intercepts: [10, 0, -14],
  classes: ['low', 'middle', 'high'],
};
const regressor = { coefficients: [[2, -1]], intercepts: [0.5] };

/** What every runtime of served models promises: core/ports/model-toolchain.ts. */
export function describeModelRuntime(name: string, { runtime, write, path }: ModelRuntimeSubject): void {
  const load = (model: LinearSubject) =>
    runtime.load({ files: [fileOf(path, write(model))], signature: signatureOf(model) });

  describe(`${name} as a model runtime`, () => {
    it('answers with labels and probabilities in the order of the classes', async () => {
      await using predictor = closing(await load(classifier));
      const {
        predictions,
        classes,
        probabilities = [],
      } = await predictor.predict([
        [0, 0],
        [0, 30],
      ]);
      expect(predictions).toEqual(['low', 'high']);
      expect(classes).toEqual(['low', 'middle', 'high']);
      const [first = []] = probabilities;
      const powers = [10, 0, -14].map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      expect(first).toEqual(powers.map((power) => expect.closeTo(power / total, 12)));
    });

    it('answers with a number for each row of one target', async () => {
      await using predictor = closing(await load(regressor));
      expect(
        await predictor.predict([
          [1, 1],
          [0.25, 4],
        ]),
      ).toEqual({ predictions: [1.5, -3] });
    });

    it('takes rows as arrays and as objects, mixed, with fields that the model does not know', async () => {
      await using predictor = closing(await load(regressor));
      const rows = [[1, 2], { width: 2, length: 1 }, { length: 1, colour: 'red', width: 2 }];
      expect((await predictor.predict(rows)).predictions).toEqual([0.5, 0.5, 0.5]);
    });

    it('answers no rows with no predictions', async () => {
      await using predictor = closing(await load(classifier));
      expect((await predictor.predict([])).predictions).toEqual([]);
    });

    it.each<[string, Row, string]>([
      ['a text for a number', [1, 'wide'], 'rows[1].width'],
      ['a missing value', { length: 1, width: null }, 'rows[1].width'],
      ['a missing field', { width: 1 }, 'rows[1].length'],
      ['a number that is none', [Number.NaN, 1], 'rows[1].length'],
      ['a value too many', [1, 2, 3], 'rows[1]'],
    ])('refuses %s and names row and field', async (_, row, where) => {
      await using predictor = closing(await load(regressor));
      await expect(predictor.predict([[1, 1], row])).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        details: [{ path: where }],
      });
      expect((await predictor.predict([[1, 1]])).predictions).toEqual([1.5]);
    });

    it('keeps calls that overlap apart', async () => {
      await using predictor = closing(await load(regressor));
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const answers = await Promise.all(numbers.map((number) => predictor.predict([[number, 0]])));
      expect(answers.map(({ predictions }) => predictions)).toEqual(numbers.map((number) => [2 * number + 0.5]));
    });

    it('refuses bytes that are no model', async () => {
      const files = [fileOf(path, Buffer.from('no model'))];
      await expect(runtime.load({ files, signature: signatureOf(regressor) })).rejects.toMatchObject({
        code: 'MODEL_UNREADABLE',
      });
    });

    it('refuses to load nothing', async () => {
      await expect(runtime.load({ files: [], signature: signatureOf(regressor) })).rejects.toMatchObject({
        code: 'MODEL_UNREADABLE',
      });
    });
  });
}

function signatureOf({ classes, coefficients }: LinearSubject): Signature {
  const inputs = [
    { name: 'X', type: 'float64', shape: [null, 2], columns: ['length', 'width'] },
  ] as const satisfies Signature['inputs'];
  if (classes === undefined) {
    const outputs = [{ name: 'variable', type: 'float64', shape: [null, coefficients.length] }] as const;
    return { task: 'regression', inputs, outputs };
  }
  return {
    task: 'classification',
    inputs,
    outputs: [
      { name: 'label', type: 'string', shape: [null] },
      { name: 'probabilities', type: 'float64', shape: [null, classes.length] },
    ],
    classes,
  };
}

function fileOf(path: string, bytes: Uint8Array): ModelFile {
  const open = async function* () {
    yield bytes;
  };
  return { path, size: bytes.length, read: async () => bytes, open };
}

function closing<Closable extends { close(): Promise<void> }>(closable: Closable): Closable & AsyncDisposable {
  return Object.assign(closable, { [Symbol.asyncDispose]: () => closable.close() });
}
