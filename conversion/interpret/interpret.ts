import type { Label } from '../../core/domain/manifest.ts';
import type { Affine, LinearClassifier, Model, Transform } from '../ir.ts';

/** What a model says of one row. */
export interface Answer {
  /** Of a regressor, one per target. */
  readonly values?: readonly number[];
  readonly label?: Label;
  readonly probabilities?: readonly number[];
  /** How far the winning class is ahead, in scores; infinite where nothing competes. */
  readonly margin: number;
  /** Sum of the absolute terms behind the largest score: what rounding errors are proportional to. */
  readonly magnitude: number;
}

/** Computes what the model answers, in plain float64 arithmetic and without ONNX. */
export function interpret(model: Model, row: readonly number[]): Answer {
  const features = model.transforms.reduce(applyTransform, row);
  const { scores, magnitude } = evaluate(model.head.scores, features);
  if (model.head.kind === 'linear-regressor') return { values: scores, margin: Number.POSITIVE_INFINITY, magnitude };
  const winner = winnerOf(scores);
  const label = model.head.classes.values[winner] as Label;
  return { label, probabilities: probabilitiesOf(model.head, scores), margin: marginOf(scores), magnitude };
}

function applyTransform(row: readonly number[], transform: Transform): readonly number[] {
  switch (transform.kind) {
    case 'add':
      return row.map((value, column) => value + (transform.operand[column] as number));
    case 'subtract':
      return row.map((value, column) => value - (transform.operand[column] as number));
    case 'multiply':
      return row.map((value, column) => value * (transform.operand[column] as number));
    case 'divide':
      return row.map((value, column) => value / (transform.operand[column] as number));
    case 'clip':
      return row.map((value) => Math.min(Math.max(value, transform.minimum), transform.maximum));
  }
}

function evaluate({ outputs, inputs, weights, intercepts }: Affine, features: readonly number[]) {
  const scores: number[] = [];
  let magnitude = 0;
  for (let output = 0; output < outputs; output += 1) {
    const intercept = intercepts[output] as number;
    let score = 0;
    let absolute = Math.abs(intercept);
    for (let input = 0; input < inputs; input += 1) {
      const term = (weights[output * inputs + input] as number) * (features[input] as number);
      score += term;
      absolute += Math.abs(term);
    }
    scores.push(score + intercept);
    magnitude = Math.max(magnitude, absolute);
  }
  return { scores, magnitude };
}

function winnerOf(scores: readonly number[]): number {
  if (scores.length === 1) return (scores[0] as number) > 0 ? 1 : 0;
  return scores.reduce((best, score, index) => (score > (scores[best] as number) ? index : best), 0);
}

function marginOf(scores: readonly number[]): number {
  if (scores.length === 1) return Math.abs(scores[0] as number);
  const [first, second] = [...scores].sort((a, b) => b - a) as [number, number];
  return first - second;
}

function probabilitiesOf({ link }: LinearClassifier, scores: readonly number[]): readonly number[] {
  const [score] = scores as [number];
  switch (link) {
    case 'sigmoid':
      return [1 - sigmoid(score), sigmoid(score)];
    case 'signed-softmax':
      return softmax([-score, score]);
    case 'softmax':
      return softmax(scores);
    case 'normalized-sigmoid': {
      const parts = scores.map(sigmoid);
      const sum = parts.reduce((total, part) => total + part, 0);
      return parts.map((part) => part / sum);
    }
  }
}

function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function softmax(scores: readonly number[]): readonly number[] {
  const highest = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - highest));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}
