import { type ScaleLinear, scaleLinear } from 'd3-scale';

interface Valued {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** Whether a picture can have the value in it: not infinity, nor what is too far from other values to subtract them. */
export function isDrawable({ value }: Pick<Valued, 'value'>): boolean {
  return Math.abs(value) <= 1e150;
}

/** From the lowest to the highest value or end of an interval, widened to round numbers; a single value lies in the middle. */
export function valueScale(points: readonly Valued[], range: readonly [number, number]): ScaleLinear<number, number> {
  const ends = points
    .flatMap(({ value, interval }) => [value, ...(interval ?? [])])
    .filter((end) => isDrawable({ value: end }))
    // The marks of a scale are found by dividing, which goes wrong for what is hardly a number any more.
    .map((end) => (Math.abs(end) < 1e-150 ? 0 : end));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const margin = high - low <= size * 1e-9 ? size * 0.05 || 1 : 0;
  return scaleLinear([low - margin, high + margin], [...range]).nice(4);
}

/** How the marks of a scale are written: `0.95`, `120k`, `1e-7`. */
export function tickText(scale: ScaleLinear<number, number>, count: number): (value: number) => string {
  const largest = Math.max(...scale.domain().map(Math.abs));
  if (largest >= 10_000) return scale.tickFormat(count, '~s');
  return largest < 0.001 ? scale.tickFormat(count, '~e') : scale.tickFormat(count);
}
