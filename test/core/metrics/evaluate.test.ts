import { expect, test } from 'vitest';
import { evaluate, type LabelledBatch } from '../../../core/metrics/evaluate.ts';
import { directionOf, isMetricName, metrics } from '../../../core/metrics/metric.ts';

test('rows that come in batches count like rows that come at once', async () => {
  const truths = ['a', 'b', 'c', 'a', 'b'];
  const predictions = ['a', 'b', 'a', 'a', 'c'];
  async function* batches(): AsyncGenerator<LabelledBatch> {
    yield { truths: truths.slice(0, 2), predictions: predictions.slice(0, 2) };
    yield { truths: [], predictions: [] };
    yield { truths: truths.slice(2), predictions: predictions.slice(2) };
  }
  expect(await evaluate('classification', batches())).toEqual(
    await evaluate('classification', [{ truths, predictions }]),
  );
});

test('a fault names its row in the whole data set, not in its batch', async () => {
  const batches = [
    { truths: [1, 2], predictions: [1, 2] },
    { truths: [3, null], predictions: [3, 4] },
  ];
  await expect(evaluate('regression', batches)).rejects.toThrow('Row 4: the truth is missing');
});

test('a regression has no classes', async () => {
  const result = await evaluate('regression', [{ truths: [1, 2], predictions: [1, 2] }]);
  const bootstrap = { mae: [0, 0], mse: [0, 0], rmse: [0, 0], r2: [1, 1] };
  expect(result).toEqual({
    task: 'regression',
    rows: 2,
    metrics: { mae: 0, mse: 0, rmse: 0, r2: 1 },
    intervals: { level: 0.95, resamples: 1000, bootstrap },
    warnings: [],
  });
});

test('a model of no known task is not evaluated', async () => {
  await expect(evaluate('other', [])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('an evaluation yields exactly the metrics that have a direction', async () => {
  const halves = [0.5, 0.5];
  const rows = { truths: [1, 2], predictions: [1, 1], probabilities: [halves, halves] };
  for (const task of ['classification', 'regression'] as const) {
    const names = Object.entries(metrics).filter(([, definition]) => definition.task === task);
    expect(Object.keys((await evaluate(task, [rows], { classes: [1, 2] })).metrics)).toEqual(
      names.map(([name]) => name),
    );
  }
});

test('errors improve downwards, scores upwards, and a foreign metric has no direction', () => {
  expect(directionOf('rmse')).toBe('lower');
  expect(directionOf('r2')).toBe('higher');
  expect(directionOf('f1_weighted')).toBe('higher');
  expect(directionOf('profit')).toBeUndefined();
  expect(isMetricName('toString')).toBe(false);
});
