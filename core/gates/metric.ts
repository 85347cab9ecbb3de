import { needsOf } from '../metrics/metric.ts';
import { formatAgainst } from '../report/format-number.ts';
import type { Candidacy } from './candidacy.ts';
import { pinnedDataset, requireEvaluation } from './evaluations.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass, Unjudgeable } from './judgement.ts';

/** A metric of the candidate within bounds, both of which are included. */
export function judgeMetric(gate: GateOf<'metric'>, candidacy: Candidacy): Judgement {
  const { min, max } = gate;
  if (min === undefined && max === undefined) throw new Unjudgeable('The gate gives neither min nor max.');
  const { value, on } = gate.reported ? reportedMetric(gate, candidacy) : verifiedMetric(gate, candidacy);
  const what = `${gate.metric} ${on}`;
  if (Number.isNaN(value)) return fail(`${what} is not a number.`);
  if (min !== undefined && !(value >= min)) return fail(`${what} is ${formatAgainst(value, min)}, below ${min}.`);
  if (max !== undefined && !(value <= max)) return fail(`${what} is ${formatAgainst(value, max)}, above ${max}.`);
  const bounds = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(Boolean);
  return pass(`${what} is ${formatAgainst(value, min ?? max ?? value)}; it must be ${bounds.join(' and ')}.`);
}

interface Measured {
  readonly value: number;
  /** Where the number is from, as it stands in the reason. */
  readonly on: string;
}

function verifiedMetric(gate: GateOf<'metric'>, candidacy: Candidacy): Measured {
  const { datasets } = candidacy.policy;
  const name = gate.dataset ?? (datasets.length === 1 ? datasets[0]?.name : undefined);
  if (name === undefined) {
    throw new Unjudgeable(
      'The gate must say which data set of registry.yaml it means, with dataset: or reported: true.',
    );
  }
  const { metrics, dataset } = requireEvaluation(candidateOf(candidacy), pinnedDataset(candidacy, name));
  return { value: metricIn(metrics, gate.metric), on: `on ${name} (${dataset.rows} rows)` };
}

function reportedMetric(gate: GateOf<'metric'>, candidacy: Candidacy): Measured {
  const { metrics } = candidateOf(candidacy).manifest;
  return { value: metricIn(metrics, gate.metric), on: '(as reported, not verified)' };
}

/** @throws Unjudgeable with the names that there are, and what the metric takes that this evaluation had not. */
export function metricIn(metrics: Readonly<Record<string, number>>, name: string): number {
  const value = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  if (value !== undefined) return value;
  throw new Unjudgeable(
    `There is no metric ${name}, only ${Object.keys(metrics).join(', ') || 'none at all'}.${needText(name)}`,
  );
}

/** A sentence for a metric that not every evaluation has. */
export function needText(name: string): string {
  const needs = needsOf(name);
  return needs === undefined ? '' : ` ${name} takes ${needs}.`;
}
