import { expect, it } from 'vitest';
import { stewardshipWarnings } from '../../cli/stewardship-warnings.ts';
import type { ModelName } from '../../core/domain/names.ts';

const model = (name: string, overdue: number, owners: readonly string[] = ['ann']) => ({
  ...{ model: name as ModelName, versions: 1, latest: null, stages: {}, owners },
  review: { due: '2026-10-01', overdue },
});

it('names models that are overdue, and those that nobody owns, and counts the rest', () => {
  const models = [model('a', 1), model('b', 55), model('c', 2), model('d', 3), model('e', 0, [])];
  expect(stewardshipWarnings({ models })).toEqual([
    'Overdue for review: a (1 day), b (55 days), c (2 days) and 1 more. See: mergeline doctor',
    'Nobody owns e. See: mergeline doctor',
  ]);
});

it('says nothing of models that are looked after', () => {
  expect(stewardshipWarnings({ models: [model('a', 0)] })).toEqual([]);
});
