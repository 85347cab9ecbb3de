import { expect, it } from 'vitest';
import { memoryRegistry } from '../../support/memory-registry.ts';

const digest = `"sha256:${'0'.repeat(64)}"`;

async function warnings(production: string, { review = 'proposal', rest = '' } = {}): Promise<readonly string[]> {
  const registry = await memoryRegistry(`apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - { name: production, review: ${review}${production} }
  - { name: live, review: proposal }
datasets: [{ name: test, digest: ${digest}, task: classification, target: label }]
${rest}`);
  const { checks } = await registry.as('ann').health.doctor();
  const policy = checks.filter(({ group, check }) => group === 'policy' && check !== 'comparison');
  expect(policy.every(({ state }) => state === 'warning')).toBe(true);
  return policy.map(({ check, message, hint }) => `${check}: ${message}. ${hint}`);
}

it.each([
  ['a bound on the wrong side', 'gate: metric, metric: f1, max: 0.9, dataset: test', 'Write min: 0.9'],
  ['an error with a lower bound alone', 'gate: metric, metric: rmse, min: 2, reported: true', 'Write max: 2'],
  [
    'a data set beside reported',
    'gate: metric, metric: f1, min: 0.9, dataset: test, reported: true',
    'names test, but',
  ],
  [
    'a direction that is known',
    'gate: no-regression, dataset: test, metrics: [f1], direction: lower',
    'worse versions',
  ],
  ['a scan that refuses the allowed', 'gate: scan, allow: [unknown]', 'refuses what the scan allows'],
  ['a licence that nobody writes', 'gate: licence, allow: [Apache2]', 'allows Apache2'],
  ['a later stage', 'gate: came-through, stage: live', 'asks for live, which comes later'],
])('the doctor warns of %s', async (_, gate, message) => {
  const told = await warnings(`, gates: [{ ${gate} }]`);
  expect(told).toEqual([expect.stringContaining(message)]);
  expect(told[0]).toMatch(/^production: the gate /);
});

it('the doctor warns of ways around a stage that nobody can go', async () => {
  const gate = ', breakGlass: [ann], gates: [{ gate: scan, waivable: [ann] }]';
  expect(await warnings(gate, { review: 'none' })).toEqual([
    expect.stringContaining('the gate scan is waivable, but nobody can approve'),
    expect.stringContaining('has breakGlass, but takes direct commits'),
  ]);
});

it('the doctor warns of an empty role, and of a comparison where there is nothing to compare with', async () => {
  const rest =
    'roles: { risk: [], owning: [owners], all: ["role:owning"] }\nchanges: { registration: { gates: [{ gate: signature }] } }\n';
  expect(await warnings('', { rest })).toEqual([
    expect.stringContaining('changes.registration: the gate signature compares'),
    expect.stringContaining('risk: the role has no members'),
  ]);
});

it('the doctor says nothing of a policy as people mean it', async () => {
  const gates =
    '{ gate: metric, metric: f1, min: 0.5, max: 0.9, dataset: test }, { gate: scan, allow: [allowed, unknown] }, { gate: licence, allow: [MIT] }';
  expect(await warnings(`, breakGlass: [ann], gates: [${gates}]`)).toEqual([]);
});
