import { boundsOf, formatBounds, formatLevel } from '../../core/domain/bounds.ts';
import type { ClassMetrics, ConfusionMatrix, Intervals, MetricSlice } from '../../core/domain/records.ts';
import { formatNumber } from '../../core/domain/units.ts';
import { alignColumns, blocks, type Page, paint, table } from '../page.ts';

/** The ways in which a metric of several classes becomes one number, as the ends of its names; the first is the plain name. */
const averages = [
  ['', 'MACRO'],
  ['_weighted', 'WEIGHTED'],
  ['_micro', 'MICRO'],
] as const;

/** A line for each metric, with its interval; one that is averaged over classes in several ways has them side by side. */
export function metricTable(metrics: Readonly<Record<string, number>>, page: Page, intervals?: Intervals): string {
  const averaged = Object.keys(metrics).filter((name) => `${name}_weighted` in metrics && `${name}_micro` in metrics);
  const shownWith = new Set(averaged.flatMap((name) => averages.map(([end]) => `${name}${end}`)));
  const single = Object.keys(metrics).filter((name) => !shownWith.has(name));
  return blocks(
    single.length === 0 ? undefined : singleMetrics(single, metrics, page, intervals),
    averaged.length === 0 ? undefined : averagedMetrics(averaged, metrics, page, intervals),
  );
}

type Metrics = Readonly<Record<string, number>>;

function singleMetrics(names: readonly string[], metrics: Metrics, page: Page, intervals?: Intervals): string {
  const head = intervals === undefined ? [] : [['', '', paint(page, 'dim', formatLevel(intervals))]];
  const rows = names.map((name) => [paint(page, 'dim', name), numberOf(metrics, name), ...intervalOf(intervals, name)]);
  return alignColumns([...head, ...rows], { right: [false, true] });
}

function averagedMetrics(names: readonly string[], metrics: Metrics, page: Page, intervals?: Intervals): string {
  const [first, ...others] = averages.map(([end, title]) => ({ end, title: paint(page, 'dim', title) }));
  const level = intervals === undefined ? [] : [paint(page, 'dim', formatLevel(intervals))];
  const head = ['', first?.title ?? '', ...level, ...others.map(({ title }) => title)];
  const rows = names.map((name) => [
    paint(page, 'dim', name),
    numberOf(metrics, name),
    ...intervalOf(intervals, name),
    ...others.map(({ end }) => numberOf(metrics, `${name}${end}`)),
  ]);
  return alignColumns([head, ...rows], { right: [false, true, ...level.map(() => false), true, true] });
}

function numberOf(metrics: Metrics, name: string): string {
  return formatNumber(metrics[name] ?? Number.NaN);
}

/** A cell where there are intervals at all. */
function intervalOf(intervals: Intervals | undefined, name: string): readonly string[] {
  if (intervals === undefined) return [];
  const bounds = boundsOf(intervals, name);
  return [bounds === undefined ? '' : formatBounds(bounds)];
}

export function classTable(perClass: readonly ClassMetrics[], page: Page): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    page,
    ['CLASS', right('PRECISION'), right('RECALL'), right('F1'), right('ROWS')],
    perClass.map(({ label, precision, recall, f1, support }) => [
      String(label),
      formatNumber(precision),
      formatNumber(recall),
      formatNumber(f1),
      String(support),
    ]),
  );
}

/** Truths as rows, predictions as columns. */
export function confusionTable({ labels, counts }: ConfusionMatrix, page: Page): string {
  return table(
    page,
    ['TRUTH \\ PREDICTED', ...labels.map((label) => ({ title: String(label), align: 'right' as const }))],
    labels.map((label, row) => [String(label), ...(counts[row] ?? []).map(String)]),
  );
}

/** What people compare groups by, of the metrics that there are. */
const sliceMetrics = ['accuracy', 'precision', 'recall', 'f1', 'mae', 'rmse', 'r2'] as const;

/** A line for each value of a column, however few its rows. */
export function sliceTable(slices: readonly MetricSlice[], page: Page): string {
  const names = sliceMetrics.filter((name) => slices.some(({ metrics }) => name in metrics));
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    page,
    ['SLICE', right('ROWS'), ...names.map((name) => right(name.toUpperCase()))],
    slices.map(({ column, value, rows, metrics }) => [
      value === null ? `${column} is missing` : `${column} = ${value}`,
      String(rows),
      ...names.map((name) => (name in metrics ? numberOf(metrics, name) : '')),
    ]),
  );
}
