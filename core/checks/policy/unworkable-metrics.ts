import type { Finding, Path } from '../../../registry-schema/finding.ts';
import { suggestName } from '../../domain/closest-name.ts';
import type { Task } from '../../domain/manifest.ts';
import type { DatasetPolicy } from '../../domain/policy.ts';
import type { GateOf } from '../../gates/judgement.ts';
import { isMetricName, type MetricName, metrics } from '../../metrics/metric.ts';
import type { PlacedGate } from './placed-gate.ts';

/** Gates that ask for numbers which no evaluation gives, or for bounds that no number meets. */
export function unworkableMetrics({ gate, at, policy }: PlacedGate): readonly Finding[] {
  const datasetNamed = (name: string) => policy.datasets.filter((dataset) => dataset.name === name);
  switch (gate.gate) {
    case 'metric': {
      const bounds = boundFindings(gate, at);
      if (gate.reported) return bounds;
      const measured = gate.dataset === undefined ? policy.datasets : datasetNamed(gate.dataset);
      return [...bounds, ...measured.flatMap((dataset) => metricFindings(gate.metric, dataset, [...at, 'metric']))];
    }
    case 'no-regression':
      return datasetNamed(gate.dataset).flatMap((dataset) =>
        gate.metrics.flatMap((metric, index) => metricFindings(metric, dataset, [...at, 'metrics', index])),
      );
    case 'evaluated':
      return datasetNamed(gate.dataset).flatMap((dataset) =>
        dataset.task === 'other' ? [{ path: [...at, 'dataset'], message: notMeasured(dataset) }] : [],
      );
    default:
      return [];
  }
}

/** Of one task, in the order in which they are told. */
export function metricsOf(task: Task): readonly MetricName[] {
  return (Object.keys(metrics) as MetricName[]).filter((name) => metrics[name].task === task);
}

function metricFindings(metric: string, dataset: DatasetPolicy, path: Path): readonly Finding[] {
  if (dataset.task === 'other') return [{ path, message: `is ${metric}, and ${notMeasured(dataset)}` }];
  const known = metricsOf(dataset.task);
  if (known.some((name) => name === metric)) return [];
  const message = isMetricName(metric)
    ? `is ${metric}, a metric of ${metrics[metric].task}; ${dataset.name} is for ${dataset.task}. There is ${known.join(', ')}`
    : `is ${metric}, which no evaluation on ${dataset.name} computes. ${suggestName(metric, known)}`;
  return [{ path, message }];
}

function notMeasured({ name }: DatasetPolicy): string {
  return `nothing is measured on ${name}, whose task is other`;
}

function boundFindings({ metric, min, max }: GateOf<'metric'>, at: Path): readonly Finding[] {
  const { lowest, highest } = isMetricName(metric) ? rangeOf(metric) : { lowest: -Infinity, highest: Infinity };
  if (min !== undefined && min > highest)
    return [{ path: [...at, 'min'], message: `is ${min}, but ${metric} is at most ${highest}${asShare(min)}` }];
  if (max !== undefined && max < lowest)
    return [{ path: [...at, 'max'], message: `is ${max}, but ${metric} is at least ${lowest}` }];
  if (min === undefined || max === undefined || min <= max) return [];
  return [{ path: [...at, 'min'], message: `is ${min}, more than max, which is ${max}: no number is both` }];
}

function rangeOf(metric: MetricName): { readonly lowest: number; readonly highest: number } {
  if (metric === 'r2') return { lowest: -Infinity, highest: 1 };
  return { lowest: 0, highest: metrics[metric].direction === 'higher' ? 1 : Infinity };
}

/** People think of shares in percent. */
function asShare(percent: number): string {
  return percent <= 100 ? `. Did you mean ${percent / 100}?` : '';
}
