import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CelCompiler } from '../../adapters/cel/cel-compiler.ts';
import type { Gate, Policy } from '../../core/domain/policy.ts';
import { decode } from '../../registry-schema/codec.ts';
import { gateDefinitions } from '../../registry-schema/documents/gate.ts';
import { aCandidacy, verdictOf } from '../core/gates/candidacy-samples.ts';

const page = readFileSync(new URL('../../docs/gates.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
const gates = examples.flatMap((yaml) => policyWith(yaml).stages.flatMap((stage) => stage.gates));

test('every example is a policy that can be read', () => {
  expect(examples.length).toBeGreaterThan(10);
  for (const yaml of examples) expect(() => policyWith(yaml)).not.toThrow();
});

test('every kind of gate has an example under a heading of its own', () => {
  const kinds = Object.keys(gateDefinitions).flatMap((name) =>
    name.endsWith('-gate') ? [name.slice(0, -'-gate'.length)] : [],
  );
  expect(kinds).toHaveLength(16);
  expect(new Set(gates.map(({ gate }) => gate))).toEqual(new Set(kinds));
  for (const kind of kinds)
    expect(page).toMatch(kind === 'expression' ? /^## Expressions$/m : new RegExp(`^### ${kind}$`, 'm'));
});

describe('the expression', () => {
  const expressions = gates.filter((gate): gate is Extract<Gate, { gate: 'expression' }> => gate.gate === 'expression');

  test.each(expressions.map((gate) => [gate.id, gate] as const))('%s can be judged', (_id, gate) => {
    const compiled = new Map([[gate.expression, new CelCompiler().compile(gate.expression)]]);
    expect(verdictOf(gate, aCandidacy({ expressions: compiled })).verdict).toBe('pass');
  });
});

/** The example inside a policy that has what it names. */
function policyWith(yaml: string): Policy {
  const stages = yaml.startsWith('stages:')
    ? yaml
    : `stages:\n  - name: production\n    gates:\n${yaml.replace(/^(?=.)/gm, '      ')}`;
  const rest = `  - name: staging
roles: { risk: [bob], release-managers: [lea], on-call: [carl] }
datasets:
  - { name: iris-test, digest: "sha256:${'0'.repeat(64)}", task: classification, target: species }
owners: [{ models: "*", owners: [olga] }]
stores: [{ name: local, type: oci-layout }]
serving: { base: none }
`;
  const text = `apiVersion: mergeline.dev/v1\nkind: Registry\n${stages}${rest}`;
  return decode('Registry', new TextEncoder().encode(text), { file: 'registry.yaml' });
}
