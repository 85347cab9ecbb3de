import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Predictor, Row } from '../../core/ports/model-toolchain.ts';
import { Batcher } from '../../serving/batcher.ts';
import { sumPredictor } from './linear-iris.ts';

test('requests of the same turn are predicted in one call', async () => {
  const { predictor, calls } = counted(sumPredictor());
  const batcher = new Batcher(predictor);
  const answers = await Promise.all([
    batcher.predict([[1, 1]]),
    batcher.predict([
      [2, 2],
      [3, 3],
    ]),
  ]);
  expect(answers.map(({ predictions }) => predictions)).toEqual([[2], [4, 6]]);
  expect(calls).toEqual([3]);
});

test('what arrives during a call goes into the next one', async () => {
  const { predictor, calls } = counted(sumPredictor());
  const batcher = new Batcher(predictor);
  const first = batcher.predict([[1, 1]]);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, batcher.predict([[2, 2]]), batcher.predict([[3, 3]])]);
  expect(calls).toEqual([1, 2]);
});

test('a batch has at most so many rows, except for a request that is bigger by itself', async () => {
  const { predictor, calls } = counted(sumPredictor());
  const batcher = new Batcher(predictor, { batchRows: 3, waitingRows: 100 });
  await Promise.all([2, 2, 5, 1].map((rows) => batcher.predict(Array.from({ length: rows }, () => [1, 1]))));
  expect(calls).toEqual([2, 2, 5, 1]);
});

test('a bad row is answered to its sender, with its own number, and to nobody else', async () => {
  const batcher = new Batcher(sumPredictor());
  const results = await Promise.allSettled([
    batcher.predict([[1, 1]]),
    batcher.predict([
      [2, 2],
      [3, 0.5],
    ]),
    batcher.predict([[4, 4]]),
  ]);
  expect(results).toMatchObject([
    { value: { predictions: [2] } },
    { reason: { code: 'INPUT_INVALID', message: expect.stringContaining('rows[1].b is 0.5, not a whole number') } },
    { value: { predictions: [8] } },
  ]);
});

test('rows beyond what may wait are refused, and room is made again', async () => {
  const batcher = new Batcher(sumPredictor(), { batchRows: 1, waitingRows: 2 });
  const accepted = [batcher.predict([[1, 1]]), batcher.predict([[2, 2]])];
  expect(() => batcher.predict([[3, 3]])).toThrow(
    expect.objectContaining({ status: 503, code: 'BUSY', headers: { 'retry-after': '1' } }),
  );
  await Promise.all(accepted);
  expect(await batcher.predict([[3, 3]])).toEqual({ predictions: [6] });
});

test('a request that is bigger than what may wait is taken when nothing waits', async () => {
  const batcher = new Batcher(sumPredictor(), { batchRows: 1, waitingRows: 2 });
  expect(
    (
      await batcher.predict([
        [1, 1],
        [2, 2],
        [3, 3],
      ])
    ).predictions,
  ).toEqual([2, 4, 6]);
});

test('a model that gives too few answers fails the request, never shifts them', async () => {
  const short: Predictor = { ...closable(sumPredictor()), predict: async () => ({ predictions: [1] }) };
  const batcher = new Batcher(short);
  const results = await Promise.allSettled([
    batcher.predict([[1, 1]]),
    batcher.predict([
      [2, 2],
      [3, 3],
    ]),
  ]);
  expect(results).toMatchObject([{ value: { predictions: [1] } }, { reason: { code: 'INTERNAL' } }]);
});

test('whatever arrives together, everybody gets exactly the answers to their own rows', async () => {
  const number = fc.integer({ min: -1000, max: 1000 });
  const requests = fc.array(fc.tuple(fc.nat(3), fc.array(fc.tuple(number, number), { maxLength: 5 })), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(requests, async (arrivals) => {
      const batcher = new Batcher(sumPredictor(), { batchRows: 4, waitingRows: 1000 });
      const answers = arrivals.map(async ([turns, rows]) => {
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return (await batcher.predict(rows)).predictions;
      });
      expect(await Promise.all(answers)).toEqual(arrivals.map(([, rows]) => rows.map(([a, b]) => a + b)));
    }),
  );
});

/** Notes how many rows each call had. */
function counted(inner: Predictor): { predictor: Predictor; calls: number[] } {
  const calls: number[] = [];
  const predict = (rows: readonly Row[]) => {
    calls.push(rows.length);
    return inner.predict(rows);
  };
  return { predictor: { ...closable(inner), predict }, calls };
}

function closable(inner: Predictor): Pick<Predictor, 'signature' | 'close'> {
  return { signature: inner.signature, close: () => inner.close() };
}
