import type { ClassMetrics } from '../../core/domain/records.ts';
import { alignColumns, type Page, paint, table } from '../page.ts';
import { formatNumber } from '../units.ts';

/** A line for each metric. */
export function metricColumns(metrics: Readonly<Record<string, number>>, page: Page): string {
  return alignColumns(
    Object.entries(metrics).map(([name, value]) => [paint(page, 'dim', name), formatNumber(value)]),
    { right: [false, true] },
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
