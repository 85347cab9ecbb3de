import { expect, it } from 'vitest';
import { sampleComparison } from '../../support/sample-comparison.ts';

const { trends = [] } = sampleComparison();

it('follow every verified metric over the versions, and what was only reported', () => {
  expect(trends.map(({ metric, dataset }) => [metric, dataset])).toEqual([
    ['accuracy', 'holdout-q3'],
    ['precision', 'holdout-q3'],
    ['recall', 'holdout-q3'],
    ['f1', 'holdout-q3'],
    ['log_loss', 'holdout-q3'],
    ['roc_auc', 'holdout-q3'],
    ['business_value', null],
  ]);
});

it('mark the versions that are compared, the stages, and what was measured on other bytes', () => {
  const points = trends[0]?.points ?? [];

  expect(points.map(({ version }) => version).slice(0, 3)).toEqual(['1.0.0', '1.1.0', '1.2.0']);
  expect(points.filter(({ compared }) => compared).map(({ version }) => version)).toEqual(['1.3.0', '1.8.0', '1.11.0']);
  expect(points.filter(({ comparable }) => !comparable).map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
  expect(points[8]).toMatchObject({ stages: ['production'], interval: [expect.any(Number), expect.any(Number)] });
});
