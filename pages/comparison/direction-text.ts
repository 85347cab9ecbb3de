import type { ComparisonRow } from '../../core/comparison/comparison-answer.ts';

/** Undefined where nobody knows which way is better. */
export function directionText(direction: ComparisonRow['direction']): string | undefined {
  return direction ? `${direction} is better` : undefined;
}
