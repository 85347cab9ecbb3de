import { changeOf, type MetricChange } from '../comparison/change-of.ts';
import { signatureDifferences } from '../comparison/signature-differences.ts';
import type { DatasetUse, Manifest, ParameterValue } from '../domain/manifest.ts';
import type { Evaluation, Intervals, MetricSlice } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Candidacy } from '../gates/candidacy.ts';
import { newestEvaluation } from '../gates/evaluations.ts';

/** A number of the candidate beside the incumbent's. */
export interface MetricComparison extends MetricChange {
  readonly metric: string;
  readonly value: number;
  /** The incumbent's; `null` where it has none. */
  readonly before: number | null;
}

/** The rows that have one value in a column, by the metric that tells most. */
export interface SliceComparison extends MetricComparison {
  readonly column: string;
  readonly slice: MetricSlice['value'];
  readonly rows: number;
}

/** The candidate of a proposal beside the version that holds the stage. */
export interface Comparison {
  readonly version: Version;
  readonly incumbent: Version | null;
  /** Measured by Mergeline, on each data set that the policy pins. */
  readonly verified: readonly {
    readonly dataset: string;
    readonly rows: number;
    readonly metrics: readonly MetricComparison[];
    /** Of the candidate. */
    readonly intervals?: Intervals;
    readonly slices?: readonly SliceComparison[];
  }[];
  /** Whoever reported them may have measured on other data, so they are not subtracted. */
  readonly reported: readonly MetricComparison[];
  /** What changed since the incumbent; `null` where there is none. */
  readonly differences: Differences | null;
}

export interface Differences {
  /** Sentences; empty when both have the same one, or neither has one. */
  readonly signature: readonly string[];
  readonly datasets: readonly string[];
  /** Values as JSON writes them. */
  readonly parameters: readonly { readonly name: string; readonly before: string; readonly now: string }[];
}

/** Undefined where no version comes in: the stage is emptied. */
export function compareContenders({ candidate, incumbent, policy }: Candidacy): Comparison | undefined {
  if (candidate === undefined) return undefined;
  const verified = policy.datasets.flatMap((dataset) => {
    const now = newestEvaluation(candidate, dataset);
    if (now === undefined) return [];
    const before = incumbent && newestEvaluation(incumbent, dataset);
    const metrics = compareMetrics(now.metrics, before?.metrics);
    const { intervals, slices } = now;
    const compared = slices && { slices: compareSlices(now, before) };
    return [{ dataset: dataset.name, rows: now.dataset.rows, metrics, ...(intervals && { intervals }), ...compared }];
  });
  return {
    version: candidate.manifest.version,
    incumbent: incumbent?.manifest.version ?? null,
    verified,
    reported: compareMetrics(candidate.manifest.metrics, incumbent?.manifest.metrics).map((it) => ({
      ...it,
      delta: null,
      better: null,
    })),
    differences: incumbent === undefined ? null : differencesOf(incumbent.manifest, candidate.manifest),
  };
}

type Metrics = Readonly<Record<string, number>>;

function compareMetrics(now: Metrics, before: Metrics = {}): readonly MetricComparison[] {
  return Object.entries(now).map(([metric, value]) => {
    const old = Object.hasOwn(before, metric) ? before[metric] : undefined;
    return { metric, value, before: old ?? null, ...changeOf(metric, value, old) };
  });
}

function compareSlices({ task, slices = [] }: Evaluation, before: Evaluation | undefined): readonly SliceComparison[] {
  const name = task === 'classification' ? 'accuracy' : 'mae';
  return slices.flatMap(({ column, value, rows, metrics }) => {
    const old = before?.slices?.find((it) => it.column === column && it.value === value);
    const compared = compareMetrics(metrics, old?.metrics).filter(({ metric }) => metric === name);
    return compared.map((it) => ({ ...it, column, slice: value, rows }));
  });
}

function differencesOf(before: Manifest, now: Manifest): Differences {
  return {
    signature: signatureDifferences(before.signature, now.signature, 'the incumbent'),
    datasets: datasetDifferences(before, now),
    parameters: parameterDifferences(before, now),
  };
}

function datasetDifferences({ datasets: before }: Manifest, { datasets: now }: Manifest): string[] {
  return [
    ...now.flatMap((it) => {
      const old = before.find(({ name }) => name === it.name);
      if (old === undefined) return [`${it.name} is new${rowsOf(it)}`];
      return old.digest === it.digest
        ? []
        : [`${it.name} has other bytes${rowsOf(it)}${old.rows === undefined ? '' : ` after ${old.rows}`}`];
    }),
    ...before
      .filter(({ name }) => !now.some((it) => it.name === name))
      .map(({ name }) => `${name} is not used any more`),
  ];
}

function rowsOf({ rows }: DatasetUse): string {
  return rows === undefined ? '' : `, ${rows} rows`;
}

function parameterDifferences({ parameters: before }: Manifest, { parameters: now }: Manifest) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names
    .map((name) => ({ name, before: written(before, name), now: written(now, name) }))
    .filter((it) => it.before !== it.now);
}

function written(parameters: Readonly<Record<string, ParameterValue>>, name: string): string {
  return Object.hasOwn(parameters, name) ? JSON.stringify(parameters[name]) : 'not set';
}
