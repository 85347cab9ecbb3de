import type { CompareAnswer, ComparisonRow, Measurement } from '../../core/comparison/comparison-answer.ts';
import { fieldTitle, isOtherAverage } from '../../core/comparison/row-text.ts';
import { formatLevel } from '../../core/domain/bounds.ts';
import { count, shortDigest } from '../../core/domain/units.ts';
import { type Dot, dotChart } from '../charts/dot-chart.ts';
import { isDrawable } from '../charts/value-scale.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { directionText } from './direction-text.ts';
import { rowTable } from './row-tables.ts';

/** For each data set what Mergeline measured on it: a table, and a chart for each metric. */
export function measuredSections({ rows }: CompareAnswer, names: readonly string[]): HtmlValue {
  const datasets = new Set(rows.flatMap(({ dataset }) => dataset ?? []));
  return [...datasets].map((dataset, index) =>
    section(
      dataset,
      rows.filter((row) => row.dataset === dataset),
      names,
      `dots-${index}`,
    ),
  );
}

function section(dataset: string, rows: readonly ComparisonRow[], names: readonly string[], id: string): Html {
  const titles = new Set(rows.map(fieldTitle));
  const averages = rows.filter((row) => isOtherAverage(fieldTitle(row), titles));
  const plain = rows.filter((row) => !averages.includes(row));
  const folded = html`
<details>
<summary>${count(averages.length, 'other average')}</summary>${rowTable(`Other averages on ${dataset}`, averages, names)}
</details>`;
  return html`
<section>
<h2>Verified on ${dataset}</h2>
<p class="soft">${measureText(rows, names)}</p>${rowTable(`Metrics on ${dataset}`, plain, names)}${averages.length === 0 ? undefined : folded}
<div class="charts">${plain.flatMap((row, index) => chartOf(row, names, `${id}-${index}`) ?? [])}
</div>
</section>`;
}

/** On what the versions were measured, and that it was not the same where it was not. */
function measureText(rows: readonly ComparisonRow[], names: readonly string[]): string {
  const measurements = rows.flatMap((row) => row.measurements ?? []);
  const known = measurements.filter((it): it is Measurement => it !== null);
  const measures = new Map(known.map((it) => [it.datasetDigest, it.datasetRows]));
  const level = known.find((it) => it.level !== null)?.level;
  const on = [...measures].map(([digest, size]) => `${count(size, 'row')} (${shortDigest(digest)})`);
  return [
    `Measured by Mergeline on ${on.join(' and on ')}.`,
    measures.size > 1 ? 'Numbers from different bytes are not subtracted.' : '',
    level == null
      ? ''
      : `A bar shows where the number would lie, with ${formatLevel({ level })} confidence, if other rows of the same kind had been drawn.`,
    `Changes are against ${names[0]}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function chartOf(row: ComparisonRow, names: readonly string[], id: string): Html | undefined {
  const dots = names.flatMap((name, index): readonly Dot[] => {
    const value = row.values[index];
    const it = row.measurements?.[index];
    if (typeof value !== 'number' || !isDrawable({ value }) || !it) return [];
    return [{ name, value, interval: it.interval, verdict: index === 0 ? 'the first' : verdictOf(it) }];
  });
  if (dots.length === 0) return undefined;
  const title = fieldTitle(row);
  return dotChart({ id, title, fullTitle: `${title} on ${row.dataset}`, remark: directionText(row.direction), dots });
}

function verdictOf({ comparable, delta, better }: Measurement): string {
  if (!comparable) return 'other data';
  if (better !== null) return better ? 'better' : 'worse';
  return delta === 0 ? 'the same' : '';
}
