import type { ClassMetrics, ConfusionMatrix } from '../../core/domain/records.ts';
import { alignColumns, blocks, type Page, paint, table } from '../page.ts';
import { formatNumber } from '../units.ts';

/** The ways in which a metric of several classes becomes one number, as the ends of its names; the first is the plain name. */
const averages = [
  ['', 'MACRO'],
  ['_weighted', 'WEIGHTED'],
  ['_micro', 'MICRO'],
] as const;

/** A line for each metric; one that is averaged over classes in several ways has them side by side. */
export function metricTable(metrics: Readonly<Record<string, number>>, page: Page): string {
  const averaged = Object.keys(metrics).filter((name) => `${name}_weighted` in metrics && `${name}_micro` in metrics);
  const shownWith = new Set(averaged.flatMap((name) => averages.map(([end]) => `${name}${end}`)));
  const single = Object.entries(metrics).filter(([name]) => !shownWith.has(name));
  const valuesOf = (name: string) => averages.map(([end]) => formatNumber(metrics[`${name}${end}`] ?? Number.NaN));
  const right = [false, true, true, true];
  return blocks(
    single.length === 0
      ? undefined
      : alignColumns(
          single.map(([name, value]) => [paint(page, 'dim', name), formatNumber(value)]),
          { right },
        ),
    averaged.length === 0
      ? undefined
      : alignColumns(
          [
            ['', ...averages.map(([, title]) => paint(page, 'dim', title))],
            ...averaged.map((name) => [paint(page, 'dim', name), ...valuesOf(name)]),
          ],
          { right },
        ),
  );
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
