import type { Predictions } from '../ports/model-toolchain.ts';

/** The answers to several batches of rows as the answer to all of them. */
export function joinPredictions(answers: readonly Predictions[]): Predictions {
  const [first, ...rest] = answers;
  if (first === undefined) return { predictions: [] };
  if (rest.length === 0) return first;
  return {
    ...first,
    predictions: answers.flatMap(({ predictions }) => predictions),
    ...(first.probabilities && { probabilities: answers.flatMap(({ probabilities }) => probabilities ?? []) }),
  };
}
