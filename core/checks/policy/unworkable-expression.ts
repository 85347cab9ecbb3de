import type { Finding } from '../../../registry-schema/finding.ts';
import { missingField } from '../../../registry-schema/missing-field.ts';
import { suggestName } from '../../domain/closest-name.ts';
import type { Policy } from '../../domain/policy.ts';
import type { ExaminedExpression, ExpressionCompiler, Lookup } from '../../ports/expression-compiler.ts';
import type { PlacedGate } from './placed-gate.ts';
import { metricsOf } from './unworkable-metrics.ts';

/** A text that is no expression, and names in it that nothing can ever answer to. */
export function unworkableExpression(
  { gate, at, policy }: PlacedGate,
  examine: ExpressionCompiler['examine'],
): readonly Finding[] {
  if (gate.gate !== 'expression') return [];
  const { fault, lookups } = examine(gate.expression);
  const wrong = lookups.flatMap((lookup) => missingIn(lookup, policy) ?? []);
  return [...(fault === undefined ? [] : [faultTold(fault, lookups)]), ...wrong].map(({ message, offset }) => ({
    path: [...at, 'expression'],
    message,
    within: offset,
  }));
}

interface Told {
  readonly message: string;
  readonly offset: number;
}

const variables = ['candidate', 'incumbent', 'model', 'stage'];

function faultTold({ message, offset }: NonNullable<ExaminedExpression['fault']>, lookups: readonly Lookup[]): Told {
  const variable = lookups.map(({ steps }) => steps[0]).find((step) => step?.offset === offset)?.name;
  const hint = variable === undefined || variables.includes(variable) ? undefined : suggestName(variable, variables);
  return { message: `cannot be read: ${message}${hint === undefined ? '' : `. ${hint}`}`, offset };
}

/** The first name of a lookup that can never be there, with those that can. */
function missingIn({ steps, inHas }: Lookup, policy: Policy): Told | undefined {
  const names = steps.map(({ name }) => name);
  const missing = missingStep(names, policy, inHas);
  const step = missing && steps[missing.step];
  if (missing === undefined || step === undefined) return undefined;
  const hint = suggestName(step.name, missing.known);
  const what = `reads ${names.slice(0, missing.step + 1).join('.')}, which is never there`;
  return { message: hint === undefined ? what : `${what}. ${hint}`, offset: step.offset };
}

interface Missing {
  readonly step: number;
  readonly known: readonly string[];
}

/** docs/gates.md, "Expressions": what the variables hold. Any other variable is the compiler's to refuse. */
function missingStep([variable, ...names]: readonly string[], policy: Policy, inHas: boolean): Missing | undefined {
  switch (variable) {
    case 'candidate':
    case 'incumbent':
      return below(1, missingInContender(names, policy, inHas));
    case 'model':
      return below(1, missingField('Model', names));
    case 'stage':
      return names.length > 0 ? { step: 1, known: [] } : undefined;
    default:
      return undefined;
  }
}

function missingInContender([part, ...names]: readonly string[], policy: Policy, inHas: boolean): Missing | undefined {
  switch (part) {
    case undefined:
      return undefined;
    case 'manifest':
      return below(1, missingField('ModelVersion', names));
    case 'metrics':
      return below(1, missingMetric(names, policy, inHas));
    case 'status':
      return names.length > 0 ? { step: 1, known: [] } : undefined;
    default:
      return { step: 0, known: ['manifest', 'metrics', 'status'] };
  }
}

/** Reported metrics have any name. Whether a data set is there is what people ask with `has`, so there it may be missing. */
function missingMetric(
  [origin, name, metric]: readonly string[],
  { datasets }: Policy,
  inHas: boolean,
): Missing | undefined {
  if (origin === undefined || origin === 'reported') return undefined;
  if (origin !== 'verified') return { step: 0, known: ['verified', 'reported'] };
  if (name === undefined) return undefined;
  const dataset = datasets.find((it) => it.name === name);
  if (dataset === undefined) return inHas ? undefined : { step: 1, known: datasets.map((it) => it.name) };
  const known = metricsOf(dataset.task);
  return metric === undefined || known.some((it) => it === metric) ? undefined : { step: 2, known };
}

function below(steps: number, missing: Missing | undefined): Missing | undefined {
  return missing && { step: missing.step + steps, known: missing.known };
}
