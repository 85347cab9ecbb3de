import type { ListAnswer } from '../core/answers.ts';
import { count } from '../core/domain/units.ts';

/** So many models are named; doctor names all of them. */
const longest = 3;

/** Models that nobody answers for, or that nobody has looked at in time: one line for each of the two. */
export function stewardshipWarnings({ models }: Pick<ListAnswer, 'models'>): readonly string[] {
  const overdue = models.flatMap(({ model, review }) =>
    review === undefined || review.overdue === 0 ? [] : [`${model} (${count(review.overdue, 'day')})`],
  );
  const unowned = models.filter(({ owners }) => owners.length === 0).map(({ model }) => model);
  return [
    ...(overdue.length > 0 ? [`Overdue for review: ${named(overdue)}. See: mergeline doctor`] : []),
    ...(unowned.length > 0 ? [`Nobody owns ${named(unowned)}. See: mergeline doctor`] : []),
  ];
}

function named(names: readonly string[]): string {
  const rest = names.length - longest;
  return names.slice(0, longest).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
