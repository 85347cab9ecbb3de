import type { Bounds, Intervals } from '../domain/records.ts';
import { RandomNumbers } from './random.ts';

/** A row that is kept for resampling costs memory; of more rows none is kept, and there is no bootstrap. */
export const maximumResampledRows = 2_000_000;

const level = 0.95;
/** The quantile of the standard normal distribution at (1 + level) / 2. */
const z = 1.959963984540054;

const mostResamples = 1000;
const fewestResamples = 100;
const draws = 20_000_000;

/** How often each row of a resample counts. Rows are drawn once on average, and never 65 536 times. */
export type Weights = Uint16Array;

/** Metrics by their names, of which some may be undefined on some rows. */
type Values = Readonly<Record<string, number | undefined>>;

export interface Resampled {
  readonly rows: number;
  readonly accuracy?: number;
  readonly metricsOf: (weights: Weights) => Values;
}

/**
 * How far each metric would move on other rows of the same kind, at 95 %:
 *
 * - accuracy: E. B. Wilson's score interval, "Probable inference", JASA 22 (1927): with p the accuracy, n the rows and
 *   z = Φ⁻¹(0.975), (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
 * - every other metric: B. Efron's percentile bootstrap. As many rows as there are, are drawn with replacement, the
 *   metric is computed on them, and that 1000 times; the bounds are the 2.5 % and 97.5 % quantiles, interpolated linearly
 *   (Hyndman and Fan's type 7, NumPy's own)
 *
 * The rows are drawn by the same random numbers each time (`RandomNumbers`), so that the same data give the same bytes.
 * Above 20 000 rows there are fewer resamples, 20 million draws in all but never less than 100: the more rows, the
 * narrower the interval and the less a blurred end of it matters. Above two million rows, and for a single one, there is
 * no bootstrap. Resamples on which a metric is undefined (an area with rows of one class only) are left out; where these
 * are more than half, so is the interval.
 */
export function intervalsOf({ rows, accuracy, metricsOf }: Resampled): Intervals {
  const wilson = accuracy === undefined ? {} : { wilson: { accuracy: wilsonInterval(accuracy, rows) } };
  if (rows < 2 || rows > maximumResampledRows) return { level, ...wilson };
  const resamples = Math.max(fewestResamples, Math.min(mostResamples, Math.floor(draws / rows)));
  const { accuracy: _, ...values } = resample({ rows, metricsOf }, resamples);
  const bounds = Object.entries(values).map(([name, found]) => [name, percentiles(found, resamples)] as const);
  const known = bounds.filter((entry): entry is readonly [string, Bounds] => entry[1] !== undefined);
  return { level, ...wilson, resamples, bootstrap: Object.fromEntries(known) };
}

function wilsonInterval(share: number, rows: number): Bounds {
  const correction = (z * z) / rows;
  const centre = share + correction / 2;
  const spread = z * Math.sqrt((share * (1 - share)) / rows + correction / (4 * rows));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + correction)));
  return [share === 0 ? 0 : bound(centre - spread), share === 1 ? 1 : bound(centre + spread)];
}

function resample({ rows, metricsOf }: Resampled, resamples: number): Record<string, number[]> {
  const random = new RandomNumbers();
  const weights = new Uint16Array(rows);
  const found: Record<string, number[]> = {};
  for (let round = 0; round < resamples; round += 1) {
    weights.fill(0);
    for (let drawn = 0; drawn < rows; drawn += 1) {
      const row = random.below(rows);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    for (const [name, value] of Object.entries(metricsOf(weights))) {
      found[name] ??= [];
      if (value !== undefined && Number.isFinite(value)) found[name].push(value);
    }
  }
  return found;
}

function percentiles(values: readonly number[], resamples: number): Bounds | undefined {
  if (values.length * 2 < resamples) return undefined;
  const sorted = Float64Array.from(values).sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (place - below);
}
