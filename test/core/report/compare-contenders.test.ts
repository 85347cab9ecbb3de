import { expect, test } from 'vitest';
import { compareContenders } from '../../../core/report/compare-contenders.ts';
import { aCandidacy, aContender, aFirstCandidacy, anEvaluation } from '../gates/candidacy-samples.ts';

const candidate = aContender('1.1.0', {
  evaluations: [anEvaluation('1.1.0', { accuracy: 0.75, mae: 0.25, own: 1 })],
  is: { parameters: { C: 10, penalty: 'l2' }, metrics: { accuracy: 0.99 } },
});

test('verified numbers stand beside the incumbent with their difference, and reported ones without', () => {
  const incumbent = aContender('1.0.0', { evaluations: [anEvaluation('1.0.0', { accuracy: 0.5, mae: 0.125 })] });
  expect(compareContenders(aCandidacy({ candidate, incumbent }))).toMatchObject({
    version: '1.1.0',
    incumbent: '1.0.0',
    verified: [
      {
        dataset: 'iris-test',
        metrics: [
          { metric: 'accuracy', value: 0.75, before: 0.5, delta: 0.25, better: true },
          { metric: 'mae', value: 0.25, before: 0.125, delta: 0.125, better: false },
          { metric: 'own', value: 1, before: null, delta: null, better: null },
        ],
      },
    ],
    reported: [{ metric: 'accuracy', value: 0.99, before: 0.99, delta: null, better: null }],
    differences: {
      signature: [],
      datasets: [],
      parameters: [
        { name: 'C', before: '1', now: '10' },
        { name: 'penalty', before: 'not set', now: '"l2"' },
      ],
    },
  });
});

test('a first version has nothing to differ from, and an emptied stage nothing to compare', () => {
  expect(compareContenders(aFirstCandidacy({ candidate }))).toMatchObject({ incumbent: null, differences: null });
  const { candidate: _absent, ...emptied } = aCandidacy();
  expect(compareContenders(emptied)).toBeUndefined();
});
