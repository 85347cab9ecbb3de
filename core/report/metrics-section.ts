import { changeText } from '../comparison/change-of.ts';
import { boundsOf, formatBounds, formatLevel } from '../domain/bounds.ts';
import type { Intervals } from '../domain/records.ts';
import {
  type Comparison,
  compareContenders,
  type MetricComparison,
  type SliceComparison,
} from './compare-contenders.ts';
import { clip, clipRows, type Detail, type Section } from './detail.ts';
import { formatAgainst, formatNumber } from './format-number.ts';
import { joinMarkdown, type Markdown, md, table } from './markdown.ts';

/** Verified numbers on each data set that the policy pins, then what the authors reported. */
export const metricsSection: Section = ({ candidacy }, detail) => {
  const comparison = compareContenders(candidacy);
  if (comparison === undefined) return undefined;
  const tables = [...verifiedTables(comparison, detail), ...reportedTable(comparison, detail)];
  return tables.length === 0 ? undefined : md`### Metrics\n\n${joinMarkdown(tables, '\n\n')}`;
};

function verifiedTables({ version, incumbent, verified }: Comparison, detail: Detail): Markdown[] {
  return verified.flatMap(({ dataset, rows, metrics, intervals, slices = [] }) => {
    const { shown, rest } = clipRows(metrics, detail);
    const cells = shown.map((it) => [
      md`${clip(it.metric, detail)}`,
      md`${formatAgainst(it.value, it.before ?? it.value)}`,
      ...intervalOf(it.metric, intervals),
      md`${beforeText(it)}`,
      md`${changeAgainst(it, incumbent)}`,
    ]);
    const level = intervals === undefined ? [] : [formatLevel(intervals)];
    const headings = ['Metric', version, ...level, incumbent ?? 'incumbent', 'Change'];
    return [
      md`Verified on **${clip(dataset, detail)}**, ${rows} rows:\n\n${table(headings, cells)}${rest}`,
      ...sliceTable(slices, { version, incumbent }, detail),
    ];
  });
}

function sliceTable(
  slices: readonly SliceComparison[],
  { version, incumbent }: Pick<Comparison, 'version' | 'incumbent'>,
  detail: Detail,
): Markdown[] {
  const [first] = slices;
  if (first === undefined) return [];
  const { shown, rest } = clipRows(slices, detail);
  const cells = shown.map((it) => [
    md`${clip(it.slice === null ? `${it.column} is missing` : `${it.column} = ${it.slice}`, detail)}`,
    md`${it.rows}`,
    md`${formatAgainst(it.value, it.before ?? it.value)}`,
    md`${beforeText(it)}`,
  ]);
  const headings = ['Slice', 'Rows', version, incumbent ?? 'incumbent'];
  return [md`${first.metric} of its slices:\n\n${table(headings, cells)}${rest}`];
}

/** A cell where there are intervals at all. */
function intervalOf(name: string, intervals: Intervals | undefined): Markdown[] {
  if (intervals === undefined) return [];
  const bounds = boundsOf(intervals, name);
  return [md`${bounds === undefined ? '–' : formatBounds(bounds)}`];
}

function reportedTable({ version, incumbent, reported }: Comparison, detail: Detail): Markdown[] {
  if (reported.length === 0) return [];
  const { shown, rest } = clipRows(reported, detail);
  const cells = shown.map((it) => [
    md`${clip(it.metric, detail)}`,
    md`${formatNumber(it.value)}`,
    md`${beforeText(it)}`,
  ]);
  const headings = ['Metric', version, incumbent ?? 'incumbent'];
  return [md`As reported by the authors, not verified and not comparable:\n\n${table(headings, cells)}${rest}`];
}

function beforeText({ before }: MetricComparison): string {
  return before === null ? '–' : formatNumber(before);
}

export function changeAgainst(change: MetricComparison, incumbent: Comparison['incumbent']): string {
  return incumbent === null ? 'no incumbent' : changeText(change);
}
