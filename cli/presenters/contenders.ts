import { count, formatNumber } from '../../core/domain/units.ts';
import type { Comparison, Differences } from '../../core/report/compare-contenders.ts';
import { formatAgainst } from '../../core/report/format-number.ts';
import { changeAgainst } from '../../core/report/metrics-section.ts';
import { alignColumns, blocks, indent, lines, type Page, paint, table } from '../page.ts';

/** The numbers of the candidate beside the incumbent's, and what else changed. */
export function contendersText(comparison: Comparison, page: Page): string {
  const { verified, differences, incumbent } = comparison;
  return blocks(
    ...verified.map(({ dataset, rows, metrics }) =>
      section(page, `Verified on ${dataset}, ${count(rows, 'row')}`, metricsTable(metrics, comparison, page)),
    ),
    reportedText(comparison, page),
    differences === null ? undefined : section(page, `Against ${incumbent}`, differencesText(differences, page)),
  );
}

type Metrics = Comparison['reported'];

function metricsTable(metrics: Metrics, { version, incumbent }: Comparison, page: Page): string {
  const changes = incumbent !== null;
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    page,
    ['METRIC', right(version), ...(changes ? [right(incumbent), 'CHANGE'] : [])],
    metrics.map((it) => [
      it.metric,
      formatAgainst(it.value, it.before ?? it.value),
      ...(changes ? [beforeText(it), paintChange(it, incumbent, page)] : []),
    ]),
  );
}

function paintChange(metric: Metrics[number], incumbent: Comparison['incumbent'], page: Page): string {
  const text = changeAgainst(metric, incumbent);
  return metric.better === null ? text : paint(page, metric.better ? 'green' : 'red', text);
}

/** Without a difference: the two may have been measured on other data. */
function reportedText({ reported, version, incumbent }: Comparison, page: Page): string | undefined {
  if (reported.length === 0) return undefined;
  const right = (title: string) => ({ title, align: 'right' as const });
  const rows = reported.map((it) => [
    it.metric,
    formatNumber(it.value),
    ...(incumbent === null ? [] : [beforeText(it)]),
  ]);
  const columns = ['METRIC', right(version), ...(incumbent === null ? [] : [right(incumbent)])];
  return section(page, 'Reported by the authors, not verified', table(page, columns, rows));
}

function beforeText({ before }: Metrics[number]): string {
  return before === null ? '–' : formatNumber(before);
}

function differencesText({ signature, datasets, parameters }: Differences, page: Page): string {
  const told = (label: string, texts: readonly string[]) => [
    paint(page, 'dim', label),
    texts.length === 0 ? 'the same' : texts.join('; '),
  ];
  const changed = parameters.map(({ name, before, now }) => `${name} ${before} → ${now}`);
  return alignColumns([told('signature', signature), told('data sets', datasets), told('parameters', changed)], {
    width: page.columns - 2,
  });
}

function section(page: Page, title: string, body: string): string {
  return lines(paint(page, 'bold', title), indent(body));
}
