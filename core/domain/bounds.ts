import type { Bounds, Intervals } from './records.ts';

/** The interval of one metric, whatever the method; undefined when there is none. */
export function boundsOf(intervals: Intervals | undefined, metric: string): Bounds | undefined {
  return [intervals?.wilson, intervals?.bootstrap].find((it) => it && Object.hasOwn(it, metric))?.[metric];
}

/** `95 %` */
export function formatLevel({ level }: Intervals): string {
  return `${Number((level * 100).toPrecision(4))} %`;
}

/** To three digits that matter: `0.895 to 0.996`. */
export function formatBounds([low, high]: Bounds): string {
  return [low, high].map((end) => String(Number(end.toPrecision(3)))).join(' to ');
}
