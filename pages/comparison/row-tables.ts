import { changeText } from '../../core/comparison/change-of.ts';
import {
  type CompareAnswer,
  type ComparisonRow,
  type RowGroup,
  rowGroups,
} from '../../core/comparison/comparison-answer.ts';
import { cellText, fieldTitle, groupTitles } from '../../core/comparison/row-text.ts';
import { formatBounds } from '../../core/domain/bounds.ts';
import { count } from '../../core/domain/units.ts';
import { dataTable } from '../data-table.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { link } from '../link.ts';

/** A page is read at a glance; the answer has every digit. */
const digitsShown = 4;
const changeDigits = 3;

/** A section for each group of fields in which the versions differ; what is the same is folded away. */
export function rowSections({ rows }: CompareAnswer, names: readonly string[]): Html {
  const groups = rowGroups
    .filter((group) => group !== 'verified')
    .map((group) => ({ group, own: rows.filter((row) => row.group === group) }));
  const [differing, same] = [
    groups.filter(({ own }) => own.some(({ changed }) => changed)),
    groups.filter(({ own }) => own.length > 0 && own.every(({ changed }) => !changed)),
  ];
  const rest = html`
<section>
<h2>The same in all of them</h2>${same.map(({ group, own }) => folded(group, own, names, groupTitles[group]))}
</section>`;
  return html`${differing.map(({ group, own }) => section(group, own, names))}${same.length === 0 ? undefined : rest}`;
}

function section(group: RowGroup, own: readonly ComparisonRow[], names: readonly string[]): Html {
  const title = groupTitles[group];
  const [differing, same] = [own.filter(({ changed }) => changed), own.filter(({ changed }) => !changed)];
  const remark = html`
<p class="soft">They may have been measured on different data, so they are not subtracted.</p>`;
  return html`
<section>
<h2>${title}</h2>${group === 'reported' ? remark : undefined}${rowTable(`${title}: what differs`, differing, names)}${
    same.length === 0 ? undefined : folded(group, same, names, `${count(same.length, 'field')} the same in all`)
  }
</section>`;
}

function folded(group: RowGroup, rows: readonly ComparisonRow[], names: readonly string[], summary: string): Html {
  return html`
<details>
<summary>${summary}</summary>${rowTable(`${groupTitles[group]}: what is the same`, rows, names)}
</details>`;
}

/** Fields as rows, versions as columns. */
export function rowTable(caption: string, rows: readonly ComparisonRow[], names: readonly string[]): Html {
  const areMetrics = rows.every(({ direction }) => direction !== undefined);
  const areNumbers = rows.every(({ group }) => ['verified', 'reported', 'size'].includes(group));
  return dataTable({
    caption,
    columns: [
      { title: areMetrics ? 'metric' : 'field' },
      ...names.map((title) => (areNumbers ? { title, align: 'right' as const } : { title })),
    ],
    rows: rows.map((row) => [fieldTitle(row), ...names.map((_, index) => cell(row, index))]),
  });
}

function cell(row: ComparisonRow, index: number): HtmlValue {
  const value = row.values[index];
  const text = cellText(row, index, digitsShown);
  if (row.field === 'lineage.run_url' || row.field === 'lineage.source_repository') return link(String(value ?? '–'));
  // Digests are short on the page; whoever points at one reads the rest.
  const short =
    (typeof value === 'string' || typeof value === 'number') && String(value) !== text
      ? html`<span title="${value}">${text}</span>`
      : text;
  return row.measurements ? html`${short}${measured(row, index)}` : short;
}

function measured({ measurements = [] }: ComparisonRow, index: number): HtmlValue {
  const it = measurements[index];
  if (!it) return undefined;
  const interval = it.interval && html`<br><span class="soft small">${formatBounds(it.interval)}</span>`;
  if (index === 0 || (it.delta === null && it.comparable)) return interval ?? undefined;
  const tone = it.better === null ? 'soft' : it.better ? 'good' : 'bad';
  return html`${interval ?? undefined}<br><span class="${tone} small">${changeText(it, changeDigits)}</span>`;
}
