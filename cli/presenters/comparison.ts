import { changeText } from '../../core/comparison/change-of.ts';
import type {
  AgainstFirst,
  CompareAnswer,
  ComparisonRow,
  Measurement,
} from '../../core/comparison/comparison-answer.ts';
import { cellText, fieldTitle, groupTitles, isOtherAverage, versionNames } from '../../core/comparison/row-text.ts';
import { formatBounds, formatLevel } from '../../core/domain/bounds.ts';
import { count } from '../../core/domain/units.ts';
import { alignColumns, blocks, indent, lines, nextCommands, type Page, paint, widthOf } from '../page.ts';
import { faultNotice } from './models.ts';

export interface ComparisonView {
  /** Also the rows in which the versions do not differ. */
  readonly all: boolean;
}

/** Fields as rows, versions as columns; one below the other where that is too wide. */
export function presentComparison(
  answer: CompareAnswer & { readonly page?: string },
  { all: isAll }: ComparisonView,
  page: Page,
): string {
  const all = isAll || page.verbose === true;
  const { versions, rows, faults } = answer;
  const names = versionNames(versions);
  const hidden = all ? [] : tellingLittle(rows);
  const shown = rows.filter((row) => !hidden.includes(row));
  return blocks(
    headline(answer, page),
    againstText(answer, names, page),
    rowsText(shown, names, page),
    hiddenText(hidden.length, hidden.filter(isMetric).length, page),
    answer.page === undefined ? undefined : `The page is ${paint(page, 'bold', answer.page)}`,
    faultNotice(faults, page),
    nextCommands(page, adviceOf(answer)),
  );
}

/** What the versions have in common, and of the metrics other averages. */
function tellingLittle(rows: readonly ComparisonRow[]): readonly ComparisonRow[] {
  const fields = new Set(rows.map(({ field }) => field));
  return rows.filter((row) => (isMetric(row) ? isOtherAverage(row.field, fields) : !row.changed));
}

function isMetric({ group }: ComparisonRow): boolean {
  return group === 'verified' || group === 'reported';
}

function headline({ versions }: CompareAnswer, page: Page): string {
  const named = versions.map(({ ref, model, version }) => {
    const full = `${model}@${version}`;
    return `${paint(page, 'bold', full)}${ref === full ? '' : paint(page, 'dim', ` (${ref})`)}`;
  });
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

function againstText({ versions }: CompareAnswer, names: readonly string[], page: Page): string {
  const rows = versions.flatMap(({ against }, index) =>
    against === null ? [] : [[`${names[index]} against ${names[0]}`, againstLine(against, page)]],
  );
  return indent(alignColumns(rows, { width: page.columns - 2 }));
}

function againstLine({ better, worse, changed, signature }: AgainstFirst, page: Page): string {
  return [
    better === 0 ? '' : paint(page, 'green', `${count(better, 'metric')} better`),
    worse === 0 ? '' : paint(page, 'red', `${better === 0 ? count(worse, 'metric') : worse} worse`),
    changed === 0 ? 'nothing differs' : `${count(changed, 'field')} differ${changed === 1 ? 's' : ''}`,
    ...signature.map((it) => (it.startsWith('breaks callers') ? paint(page, 'red', it) : `signature: ${it}`)),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** A table, or where its lines would be too long for the terminal a list. */
function rowsText(rows: readonly ComparisonRow[], names: readonly string[], page: Page): string | undefined {
  if (rows.length === 0) return undefined;
  const head = ['', ...names.map((name) => paint(page, 'dim', name))];
  const written = rows.map((row) => [
    [`  ${fieldTitle(row)}`, ...names.map((_, index) => cellOf(row, index, page))],
    ...intervalRow(row, page),
  ]);
  const [titles = '', ...body] = alignColumns([head, ...written.flat()]).split('\n');
  const blocksOfRows = written.map((each) => body.splice(0, each.length).join('\n'));
  const table = lines(titles, inGroups(rows, blocksOfRows, page));
  return Math.max(...table.split('\n').map(widthOf)) <= page.columns ? table : listOf(rows, names, page);
}

/** What is written of each row, under the title of its group. */
function inGroups(rows: readonly ComparisonRow[], written: readonly string[], page: Page): string {
  const titles = rows.map(titleOf);
  return lines(
    ...written.flatMap((text, index) => {
      const title = titles[index] ?? '';
      return title === titles[index - 1] ? [text] : [paint(page, 'bold', title), text];
    }),
  );
}

function titleOf({ group, dataset }: ComparisonRow): string {
  return dataset === undefined ? groupTitles[group] : `${groupTitles[group]} on ${dataset}`;
}

function listOf(rows: readonly ComparisonRow[], names: readonly string[], page: Page): string {
  const written = rows.map((row) => {
    const cells = names.map((name, index) => [
      `    ${paint(page, 'dim', name)}`,
      cellOf(row, index, page),
      withinText(row.measurements?.[index], page),
    ]);
    return lines(`  ${fieldTitle(row)}`, alignColumns(cells, { width: page.columns }));
  });
  return inGroups(rows, written, page);
}

const longest = 40;

function cellOf(row: ComparisonRow, index: number, page: Page): string {
  const text = cellText(row, index);
  const measurement = row.measurements?.[index];
  if (measurement && index > 0) return `${text}  ${paintChange(measurement, page)}`;
  return text.length > longest ? shortened(row, index, text) : text;
}

/** Of a long list what not every version has, of a long text its beginning. */
function shortened({ values, changed }: ComparisonRow, index: number, text: string): string {
  const own = values[index];
  const lists = values.map((value) => (Array.isArray(value) ? value : []));
  const differing = Array.isArray(own) ? own.filter((it) => lists.some((list) => !list.includes(it))) : [];
  if (changed && Array.isArray(own) && differing.length < own.length) return ['…', ...differing].join(', ');
  return `${text.slice(0, longest - 1)}…`;
}

function paintChange(measurement: Measurement, page: Page): string {
  const { comparable, delta, better } = measurement;
  if (delta === null && comparable) return '';
  const text = changeText(measurement);
  if (better === null) return paint(page, 'dim', text);
  return paint(page, better ? 'green' : 'red', text);
}

/** Where the values would lie for other rows of the same kind; of metrics that have it. */
function intervalRow({ measurements = [] }: ComparisonRow, page: Page): readonly (readonly string[])[] {
  const level = measurements.find((it) => it?.level)?.level;
  if (!level) return [];
  const cells = measurements.map((it) => (it?.interval ? paint(page, 'dim', formatBounds(it.interval)) : ''));
  return [[paint(page, 'dim', `    ${formatLevel({ level })} within`), ...cells]];
}

function withinText(measurement: Measurement | null | undefined, page: Page): string {
  return measurement?.interval ? paint(page, 'dim', `within ${formatBounds(measurement.interval)}`) : '';
}

function hiddenText(hidden: number, averages: number, page: Page): string | undefined {
  if (hidden === 0 || page.quiet) return undefined;
  const same = hidden - averages;
  const left = [
    same === 0 ? '' : `${count(same, 'field')} that ${same === 1 ? 'is' : 'are'} the same in all`,
    averages === 0 ? '' : `${count(averages, 'other average')} of these metrics`,
  ];
  return paint(page, 'dim', `${left.filter((part) => part !== '').join(' and ')}: --all shows them.`);
}

function adviceOf({
  versions,
  rows,
  page,
}: CompareAnswer & { readonly page?: string }): readonly (readonly [string, string])[] {
  const refs = versions.map(({ ref }) => ref).join(' ');
  const [first, last] = [versions.at(0), versions.at(-1)].map((it) => it && `${it.model}@${it.version}`);
  const isMeasured = rows.some(({ group }) => group === 'verified');
  return [
    ...(isMeasured
      ? unmeasured({ versions, rows }).map((words) => [words, 'measure it on the same data'] as const)
      : [[`evaluate ${first}`, 'measure it, and the others, on the same data'] as const]),
    ...(page === undefined ? [[`compare ${refs} --html comparison.html`, 'a page with charts'] as const] : []),
    [`show ${last}`, 'everything about the last one'],
  ];
}

/** What makes the numbers of the first data set comparable: those versions were not measured on it, and can be. */
function unmeasured({ versions, rows }: Pick<CompareAnswer, 'versions' | 'rows'>): readonly string[] {
  const row = rows.find(({ group }) => group === 'verified');
  const served = rows.find(({ field }) => field === 'served');
  return versions.flatMap(({ model, version, status }, index) =>
    row?.values[index] === null && served?.values[index] !== null && status !== 'erased'
      ? [`evaluate ${model}@${version} --dataset ${row.dataset}`]
      : [],
  );
}
