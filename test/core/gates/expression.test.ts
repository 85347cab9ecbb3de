import { expect, test } from 'vitest';
import { CelCompiler } from '../../../adapters/cel/cel-compiler.ts';
import { digestOf } from '../../../core/domain/digest.ts';
import type { Gate } from '../../../core/domain/policy.ts';
import type { Candidacy } from '../../../core/gates/candidacy.ts';
import { expressionInput } from '../../../core/gates/expression.ts';
import { aCandidacy, aContender, aFirstCandidacy, anEvaluation, verdictOf } from './candidacy-samples.ts';

test.each([
  ['candidate.metrics.verified["iris-test"].accuracy >= 0.9', 'pass'],
  ['candidate.metrics.verified["iris-test"].accuracy >= incumbent.metrics.reported.accuracy', 'fail'],
  ['candidate.manifest.parameters.C == 1 && candidate.status == "active"', 'pass'],
  ['stage == "production" && "olga" in model.owners && model.name == "iris"', 'pass'],
  ['incumbent.manifest.version == "1.0.0"', 'pass'],
  ['candidate.metrics.verified.older.accuracy > 0.0', 'fail'],
])('%s is answered with %s', (expression, verdict) => {
  expect(answer(expression, evaluated()).verdict).toBe(verdict);
});

test('tells the reason that the team wrote', () => {
  expect(answer('candidate.status == "yanked"', evaluated(), 'Only yanked ones.').reason).toBe('Only yanked ones.');
});

test('a first version has no incumbent', () => {
  expect(answer('incumbent == null', aFirstCandidacy()).verdict).toBe('pass');
});

test('an evaluation on bytes that the policy no longer pins is not seen', () => {
  const older = anEvaluation(
    '1.1.0',
    { accuracy: 1 },
    { dataset: { name: 'iris-test', digest: digestOf('older'), rows: 30 } },
  );
  const input = expressionInput(aCandidacy({ candidate: aContender('1.1.0', { evaluations: [older] }) }));
  expect(input).toMatchObject({ candidate: { metrics: { verified: {}, reported: { accuracy: 0.99 } } } });
});

test('an expression that was not compiled, or answers something else, fails', () => {
  const gate: Gate = { gate: 'expression', id: 'own', expression: 'true' };
  expect(verdictOf(gate, aCandidacy()).reason).toContain('was not compiled');
  const truthy = new Map([['true', (() => 1) as never]]);
  expect(verdictOf(gate, aCandidacy({ expressions: truthy })).verdict).toBe('fail');
});

function evaluated() {
  return aCandidacy({ candidate: aContender('1.1.0', { evaluations: [anEvaluation('1.1.0', { accuracy: 0.95 })] }) });
}

function answer(expression: string, candidacy: Candidacy, message?: string) {
  const expressions = new Map([[expression, new CelCompiler().compile(expression)]]);
  return verdictOf(
    { gate: 'expression', id: 'own', expression, ...(message && { message }) },
    { ...candidacy, expressions },
  );
}
