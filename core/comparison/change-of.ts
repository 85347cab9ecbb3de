import { formatNumber } from '../domain/units.ts';
import { isSameNumber } from '../metrics/is-same-number.ts';
import { directionOf } from '../metrics/metric.ts';

/** What became of a metric. */
export interface MetricChange {
  /** `null` where there is nothing to subtract, or where it would mean nothing. */
  readonly delta: number | null;
  /** `null` where nobody knows which way is better, or nothing changed. */
  readonly better: boolean | null;
}

/** The one rule by which a number is better than the one before. */
export function changeOf(metric: string, value: number, before: number | undefined): MetricChange {
  if (before === undefined || !Number.isFinite(value - before)) return { delta: null, better: null };
  if (isSameNumber(value, before)) return { delta: 0, better: null };
  const delta = value - before;
  const direction = directionOf(metric);
  return { delta, better: direction === undefined ? null : delta > 0 === (direction === 'higher') };
}

/** `▲ +0.0333333, better` */
export function changeText({ delta, better }: MetricChange, digits = 6): string {
  if (delta === null) return 'not comparable';
  if (delta === 0) return 'the same';
  const amount = `${delta > 0 ? '▲ +' : '▼ −'}${formatNumber(Math.abs(delta), digits)}`;
  return better === null ? amount : `${amount}, ${better ? 'better' : 'worse'}`;
}
