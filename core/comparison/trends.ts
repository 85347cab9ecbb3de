import { boundsOf } from '../domain/bounds.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Version } from '../domain/version.ts';
import { directionOf } from '../metrics/metric.ts';
import { type ChosenEvaluations, chooseEvaluations, measureOf, newestOn } from './choose-evaluations.ts';
import type { Trend, TrendPoint } from './comparison-answer.ts';
import { metricNames } from './metric-rows.ts';
import { type Measured, ownEvaluations, type Subject } from './subject.ts';

/** The versions of a model over which its metrics are shown, lowest first. */
export interface ModelPast {
  readonly model: ModelName;
  readonly versions: readonly PastVersion[];
  /** Lower versions that are left out. */
  readonly omitted: number;
}

export interface PastVersion extends Measured {
  readonly version: Version;
  /** As they were reported. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly stages: readonly StageName[];
  /** Whether versions just below it are left out. */
  readonly afterGap: boolean;
}

/**
 * Every metric that was verified for one of the compared versions, over the versions of its model; and of what was only
 * reported the rest. One value is no line, so it is left out.
 */
export function trendsOf(pasts: readonly ModelPast[], subjects: readonly Subject[]): readonly Trend[] {
  const choices = chooseEvaluations(subjects);
  return pasts
    .flatMap((past) => {
      const own = subjects.filter(({ manifest }) => manifest.model === past.model);
      const verified = choices.flatMap((choice) => verifiedTrends(past, own, choice));
      const known = new Set(verified.map(({ metric }) => metric));
      const reported = metricNames(own.map(({ manifest }) => manifest.metrics)).filter((name) => !known.has(name));
      return [...verified, ...reported.map((metric) => reportedTrend(past, own, metric))];
    })
    .filter(({ points }) => points.length > 1);
}

function verifiedTrends(
  past: ModelPast,
  own: readonly Subject[],
  { dataset, measure }: ChosenEvaluations,
): readonly Trend[] {
  const newest = (it: Measured) =>
    newestOn(
      measure,
      ownEvaluations(it).filter((evaluation) => evaluation.dataset.name === dataset),
    );
  const measured = new Map(past.versions.map((it) => [it, newest(it)]));
  return metricNames(own.map((subject) => newest(subject)?.metrics)).map((metric) =>
    trend(past, metric, dataset, own, (it) => {
      const evaluation = measured.get(it);
      if (evaluation === undefined || !Object.hasOwn(evaluation.metrics, metric)) return undefined;
      return {
        value: evaluation.metrics[metric] as number,
        interval: boundsOf(evaluation.intervals, metric) ?? null,
        comparable: measureOf(evaluation) === measure,
      };
    }),
  );
}

function reportedTrend(past: ModelPast, own: readonly Subject[], metric: string): Trend {
  return trend(past, metric, null, own, ({ metrics }) => {
    const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    return value === undefined ? undefined : { value, interval: null, comparable: true };
  });
}

type PointValue = Pick<TrendPoint, 'value' | 'interval' | 'comparable'>;

function trend(
  { model, versions, omitted }: ModelPast,
  metric: string,
  dataset: string | null,
  own: readonly Subject[],
  read: (version: PastVersion) => PointValue | undefined,
): Trend {
  const compared = new Set(own.map(({ manifest }) => manifest.version));
  const points: TrendPoint[] = [];
  let afterGap = false;
  for (const it of versions) {
    afterGap ||= it.afterGap && points.length > 0;
    const value = read(it);
    if (value === undefined) continue;
    points.push({ version: it.version, ...value, stages: it.stages, compared: compared.has(it.version), afterGap });
    afterGap = false;
  }
  return { model, metric, dataset, direction: directionOf(metric) ?? null, points, omitted };
}
