import { boundsOf } from '../domain/bounds.ts';
import type { Evaluation } from '../domain/records.ts';
import { directionOf, isMetricName, metrics } from '../metrics/metric.ts';
import { changeOf } from './change-of.ts';
import { type ChosenEvaluations, chooseEvaluations, measureOf } from './choose-evaluations.ts';
import type { ComparisonRow, Measurement } from './comparison-answer.ts';
import { isMixed, rowsOfRecords } from './comparison-row.ts';
import type { Subject } from './subject.ts';

/** What Mergeline measured, by data set. */
export function verifiedRows(subjects: readonly Subject[]): readonly ComparisonRow[] {
  return chooseEvaluations(subjects).flatMap((chosen) =>
    metricNames(chosen.chosen.map((it) => it?.metrics)).map((metric) => verifiedRow(metric, chosen)),
  );
}

/** Ours in the order of their table, then others by name. */
export function metricNames(records: readonly (Readonly<Record<string, number>> | undefined)[]): readonly string[] {
  const names = new Set(records.flatMap((record) => Object.keys(record ?? {})));
  const ours = Object.keys(metrics).filter((name) => names.has(name));
  return [...ours, ...[...names].filter((name) => !isMetricName(name)).sort()];
}

function verifiedRow(metric: string, { dataset, chosen }: ChosenEvaluations): ComparisonRow {
  const values = chosen.map((it) => valueIn(it, metric) ?? null);
  const measurements = chosen.map((it, index) => measurementOf(metric, it, index === 0 ? undefined : chosen[0]));
  return {
    field: `verified.${metric}`,
    group: 'verified',
    dataset,
    values,
    changed: isMixed(values) || measurements.some((it) => it?.comparable === false),
    direction: directionOf(metric) ?? null,
    measurements,
  };
}

function valueIn(evaluation: Evaluation | undefined, metric: string): number | undefined {
  return evaluation && Object.hasOwn(evaluation.metrics, metric) ? evaluation.metrics[metric] : undefined;
}

function measurementOf(
  metric: string,
  evaluation: Evaluation | undefined,
  first: Evaluation | undefined,
): Measurement | null {
  const value = valueIn(evaluation, metric);
  if (evaluation === undefined || value === undefined) return null;
  const { dataset, at, intervals } = evaluation;
  const comparable = first === undefined || measureOf(first) === measureOf(evaluation);
  const interval = boundsOf(intervals, metric) ?? null;
  return {
    datasetDigest: dataset.digest,
    datasetRows: dataset.rows,
    at,
    comparable,
    ...changeOf(metric, value, comparable ? valueIn(first, metric) : undefined),
    interval,
    level: interval === null ? null : (intervals?.level ?? null),
  };
}

/** Whoever reported them may have measured on other data, so they are not subtracted. */
export function reportedRows(subjects: readonly Subject[]): readonly ComparisonRow[] {
  const rows = rowsOfRecords(
    'reported',
    'reported',
    subjects.map(({ manifest }) => manifest.metrics),
  );
  return rows.map((row) => ({ ...row, direction: directionOf(row.field.slice('reported.'.length)) ?? null }));
}
