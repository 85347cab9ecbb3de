import type { PredictAnswer } from '../../core/answers.ts';
import { count, formatNumber } from '../../core/domain/units.ts';
import { blocks, type Page, paint, table } from '../page.ts';

/** A line for each row: the prediction and, where the model has them, the probability of each class. */
export function presentPredictions(answer: PredictAnswer, page: Page): string {
  const { model, version, predictions, classes = [], probabilities } = answer;
  const right = (title: string) => ({ title, align: 'right' as const });
  const rows = predictions.map((prediction, at) => [
    String(at + 1),
    paint(page, 'bold', predictionText(prediction)),
    ...(probabilities?.[at] ?? []).map((probability) => probability.toFixed(4)),
  ]);
  return blocks(
    `${paint(page, 'bold', `${model}@${version}`)}, ${count(predictions.length, 'row')}`,
    rows.length === 0
      ? undefined
      : table(
          page,
          [
            right('ROW'),
            'PREDICTION',
            ...(probabilities === undefined ? [] : classes.map((label) => right(String(label)))),
          ],
          rows,
        ),
  );
}

function predictionText(prediction: PredictAnswer['predictions'][number]): string {
  if (typeof prediction === 'object') return prediction.map(formatNumber).join(', ');
  return typeof prediction === 'number' ? formatNumber(prediction) : String(prediction);
}
