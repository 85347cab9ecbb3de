import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CelCompiler } from '../../../../adapters/cel/cel-compiler.ts';
import { findPolicyFaults } from '../../../../core/checks/find-policy-faults.ts';
import type { Fault } from '../../../../core/errors.ts';
import { registryTemplate } from '../../../../registry-schema/registry-template.ts';

const digest = `"sha256:${'0'.repeat(64)}"`;

/** Stages with gates, and one data set of each task. */
function policyOf(production: string, { staging = '', review = 'proposal', rest = '' } = {}): string {
  return `apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: development
    aliases: [dev]
  - name: staging
    review: proposal
    gates:
      - gate: signature
${indented(staging)}
  - name: production
    review: ${review}
    gates:
${indented(production)}
datasets:
  - { name: iris-test, digest: ${digest}, task: classification, target: label }
  - { name: price-test, digest: ${digest}, task: regression, target: price }
  - { name: text-test, digest: ${digest}, task: other, target: text }
roles:
  release-managers: [ann, "github:ben"]
  risk: [cleo]
  nobody: []
  robots: ["ci[bot]"]
${rest}`;
}

function indented(gates: string): string {
  return gates.replace(/^/gm, '      ').trimEnd();
}

async function faultsOf(policy: string): Promise<readonly Fault[]> {
  return findPolicyFaults(new TextEncoder().encode(policy), { loadExpressions: async () => new CelCompiler() });
}

const expression = (text: string) => `- gate: expression\n  expression: '${text}'`;

/** What each gate of production is told, and in which of its fields. */
const unworkable: readonly (readonly [what: string, gate: string, path: string, message: string])[] = [
  [
    'a misspelt metric',
    '- { gate: metric, metric: acuracy, min: 0.9, dataset: iris-test }',
    'metric',
    'is acuracy, which no evaluation on iris-test computes. Did you mean accuracy?',
  ],
  [
    'a metric of the other task',
    '- { gate: metric, metric: rmse, max: 2, dataset: iris-test }',
    'metric',
    'is rmse, a metric of regression; iris-test is for classification. There is accuracy, precision',
  ],
  [
    'metrics among which one is misspelt',
    '- { gate: no-regression, metrics: [mae, rsme], dataset: price-test }',
    'metrics[1]',
    'is rsme, which no evaluation on price-test computes. Did you mean rmse?',
  ],
  [
    'an evaluation on data that nothing is measured on',
    '- { gate: evaluated, dataset: text-test }',
    'dataset',
    'nothing is measured on text-test, whose task is other',
  ],
  [
    'a share in percent',
    '- { gate: metric, metric: accuracy, min: 95, dataset: iris-test }',
    'min',
    'is 95, but accuracy is at most 1. Did you mean 0.95?',
  ],
  [
    'an error below nothing',
    '- { gate: metric, metric: mae, max: -1, dataset: price-test }',
    'max',
    'is -1, but mae is at least 0',
  ],
  [
    'bounds that exclude each other',
    '- { gate: metric, metric: log_loss, min: 0.5, max: 0.2, reported: true }',
    'min',
    'is 0.5, more than max, which is 0.2: no number is both',
  ],
  ['approvals by a role without members', '- { gate: approvals, count: 1, by: ["role:nobody"] }', 'by', 'no person'],
  ['approvals by robots', '- { gate: approvals, count: 1, by: ["role:robots"] }', 'by', 'no person'],
  [
    'more approvals than there are people',
    '- { gate: approvals, count: 3, by: ["role:release-managers", ann, "github:ann"] }',
    'count',
    'is 3, but by names only 2 who can approve: ann, ben',
  ],
  ['a waiver that nobody can give', '- { gate: scan, waivable: ["role:nobody"] }', 'waivable', 'is role:nobody'],
  [
    'a field that is not inside another',
    '- { gate: required-fields, manifest: [lineage.sourceComit] }',
    'manifest[0]',
    'names lineage.sourceComit, and lineage never has sourceComit. Did you mean sourceCommit?',
  ],
  [
    'a list that is asked like a map',
    '- { gate: required-fields, model: [links.url] }',
    'model[0]',
    'links never has url. Name links alone.',
  ],
  ['an alias for a stage', '- { gate: came-through, stage: dev }', 'stage', 'is dev, an alias; write development'],
  ['an unfinished expression', expression('1 +'), 'expression', 'cannot be read: '],
  [
    'an unknown variable',
    expression('candiate.status == "active"'),
    'expression',
    'cannot be read: Unknown variable: candiate. Did you mean candidate?',
  ],
  ['an expression that answers a text', expression('stage'), 'expression', 'it answers string, not true or false'],
  [
    'a field that no manifest has',
    expression('candidate.manifest.licens == "MIT"'),
    'expression',
    'reads candidate.manifest.licens, which is never there. Did you mean licence?',
  ],
  [
    'a field that no model has, though it only asks',
    expression('!has(model.riskTeir)'),
    'expression',
    'reads model.riskTeir, which is never there. Did you mean riskTier?',
  ],
  [
    'a data set that is not pinned',
    expression('candidate.metrics.verified["iris-tset"].f1 > 0.5'),
    'expression',
    'Did you mean iris-test?',
  ],
  [
    'a metric that is not measured',
    expression('candidate.metrics.verified["iris-test"].f_1 > 0.5'),
    'expression',
    'Did you mean f1?',
  ],
  [
    'a part that no version has',
    expression('incumbent.metric.reported.x > 1.0'),
    'expression',
    'Did you mean metrics?',
  ],
];

describe('a policy that cannot work', () => {
  it.each(unworkable)('is told of %s, at its place', async (_, gate, field, message) => {
    const policy = policyOf(gate);
    const faults = await faultsOf(policy);
    expect(faults).toEqual([
      expect.objectContaining({
        file: 'registry.yaml',
        path: `stages[2].gates[0].${field}`,
        message: expect.stringContaining(message),
      }),
    ]);
    const [{ line = 0, column = 0 } = {}] = faults;
    expect(gate).toContain(policy.split('\n')[line - 1]?.slice(column - 1));
  });

  it('is told of all its faults at once, also beside a gate that cannot be read', async () => {
    const faults = await faultsOf(
      policyOf(`${unworkable.map(([, gate]) => gate).join('\n')}\n- { gate: sise, max: 1 }`),
    );
    const paths = faults.map(({ path }) => path?.replace(/^stages\[2\]\.gates\[/, '').split(']')[0]);
    expect(new Set(paths)).toEqual(new Set([...unworkable.keys(), unworkable.length].map(String)));
  });

  it.each([
    ['approvals', '- { gate: approvals, count: 1 }'],
    ['a checklist', '- { gate: checklist, items: [{ id: bias, text: Bias was looked at }] }'],
  ])('asks for %s where commits are direct', async (_, gate) => {
    expect(await faultsOf(policyOf(gate, { review: 'none' }))).toEqual([
      expect.objectContaining({
        path: 'stages[2].gates[0].gate',
        message: expect.stringContaining('production takes direct commits, which nobody can approve'),
      }),
    ]);
  });

  it('has stages that wait for each other', async () => {
    const production = '- { gate: came-through, stage: staging }';
    const soak = (more: string) => `- { gate: soak, stage: production, for: 1d${more} }`;
    expect(await faultsOf(policyOf(production, { staging: soak('') }))).toMatchObject([
      { path: 'stages[1].gates[1].stage', message: expect.stringContaining('each waits for the other') },
      { path: 'stages[2].gates[0].stage', message: expect.stringContaining('can only be held after production') },
    ]);
    expect(await faultsOf(policyOf(production, { staging: soak(', waivable: [ann]') }))).toEqual([]);
  });

  it('lets nobody break the glass', async () => {
    const policy = policyOf('- gate: scan').replace(
      '    review: proposal',
      '    review: proposal\n    breakGlass: ["role:nobody"]',
    );
    expect(await faultsOf(policy)).toMatchObject([{ path: 'stages[1].breakGlass' }]);
  });
});

describe('the place of a fault in an expression', () => {
  it.each([
    ['plain', 'expression: stage == "x" && stage == 1'],
    ['in quotes', `expression: 'stage == "x" && stage == 1'`],
    ['folded', 'expression: >-\n    stage == "x"\n    && stage == 1'],
    ['as it is', 'expression: |\n    stage == "x"\n\n      && stage == 1'],
  ])('is exact where the text is written %s', async (_, text) => {
    const policy = policyOf(`- gate: expression\n  ${text}`);
    const [fault] = await faultsOf(policy);
    expect(policy.split('\n')[(fault?.line ?? 0) - 1]?.slice((fault?.column ?? 0) - 1)).toMatch(/^stage == 1'?$/);
  });

  it('is the start of the text where escapes are before it', async () => {
    const policy = policyOf('- gate: expression\n  expression: "stage == \\"x\\" && stage == 1"');
    const [fault] = await faultsOf(policy);
    expect(policy.split('\n')[(fault?.line ?? 0) - 1]?.slice((fault?.column ?? 0) - 1)).toMatch(/^"stage/);
  });
});

describe('a policy that works is left alone', () => {
  it.each([
    ['reported metrics of any name', '- { gate: metric, metric: log_loss, max: 0.3, reported: true }'],
    ['a bound at the end of its range', '- { gate: metric, metric: r2, min: -3, max: 1, dataset: price-test }'],
    ['approvals by owners, whoever they are', '- { gate: approvals, count: 5, by: [owners, "role:nobody"] }'],
    [
      'names of one’s own inside tags and parameters',
      '- { gate: required-fields, manifest: [tags.team, parameters.max.depth, datasets.0.digest] }',
    ],
    ['a question for a data set of another registry', expression('!has(candidate.metrics.verified.other)')],
    ['a variable of a loop', expression('candidate.manifest.artifacts.all(it, it.size < 100 && it.nothing == 1)')],
    ['a loop variable with the name of another', expression('[1].all(stage, stage == 1)')],
    ['what is reported', expression('incumbent == null || incumbent.metrics.reported["my loss"] < 0.5')],
    ['names that are computed', expression('candidate.metrics.verified[stage].accuracy > 0.5')],
  ])('%s', async (_, gate) => {
    expect(await faultsOf(policyOf(gate))).toEqual([]);
  });

  it('as init writes it, also with every # taken away', async () => {
    const template = registryTemplate({ owner: 'ann', store: { name: 'local', type: 'oci-layout' } });
    expect(await faultsOf(template)).toEqual([]);
    const complete = template
      .replace(/^( +)# (- gate: no-regression(?:\n +# .*)+)/m, (block) => block.replace(/^( +)# /gm, '$1'))
      .replace(/^# exclude: .*$/gm, '')
      .replace(/^# (?=(?:datasets|roles|changes):| {2})/gm, '');
    expect(complete).toMatch(/^datasets:$/m);
    expect(await faultsOf(complete)).toEqual([]);
  });

  it('as docs/gates.md shows it', async () => {
    const page = readFileSync(new URL('../../../../docs/gates.md', import.meta.url), 'utf8');
    const gates = [...page.matchAll(/^```yaml\n(- gate: [^`]*)```$/gm)].map(([, gate = '']) => gate);
    expect(gates.length).toBeGreaterThan(12);
    for (const gate of gates) expect(await faultsOf(policyOf(gate))).toEqual([]);
  });
});
