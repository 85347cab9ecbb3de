import type { FoundVersion } from '../../core/domain/found-version.ts';
import { count, formatInstant, formatNumber } from '../../core/domain/units.ts';
import type { SearchAnswer } from '../../core/search/search-answer.ts';
import { blocks, type Column, nextCommands, type Page, paint, quoteWord, table } from '../page.ts';
import { faultNotice } from './models.ts';

const digitsShown = 6;
const columnsShown = 8;

/** A line for each version, with a column for whatever else the query names. */
export function presentSearch(answer: SearchAnswer, page: Page): string {
  const { versions, total, mentioned, faults } = answer;
  const named = mentioned
    .filter((field) => !shownAlways.has(field) && field !== 'version_text' && !field.startsWith('mlflow.'))
    .slice(0, columnsShown);
  const rows = versions.map((version) => [
    paint(page, 'bold', `${version.model}@${version.version}`),
    formatInstant(version.created),
    version.stages.length > 0 ? paint(page, 'green', version.stages.join(', ')) : '-',
    statusOf(version, page),
    ...named.map((field) => shownValue(version, field)),
  ]);
  const columns: readonly (string | Column)[] = [
    'VERSION',
    'REGISTERED',
    'STAGES',
    'STATUS',
    ...named.map((field) => columnOf(field, named)),
  ];
  return blocks(
    headline(versions.length, total),
    rows.length === 0 ? nothingNotice(answer, page) : table(page, columns, rows),
    moreNotice(answer, page),
    faultNotice(faults, page),
    nextCommands(page, advice(answer)),
  );
}

const shownAlways: ReadonlySet<string> = new Set(['model', 'version', 'created', 'stage', 'status']);

function headline(shown: number, total: number): string {
  if (total === 0) return 'No version is like that.';
  return shown === total ? count(total, 'version') : `${shown} of ${count(total, 'version')}`;
}

function statusOf({ status }: FoundVersion, page: Page): string {
  return status === 'active' ? status : paint(page, status === 'deprecated' ? 'yellow' : 'red', status);
}

/** Without the family, unless another column has the same key in another one: `reported.f1` beside `verified.f1`. */
function columnOf(field: string, all: readonly string[]): string | Column {
  const [family = '', ...rest] = field.split('.');
  if (rest.length === 0) return family.replaceAll('_', ' ').toUpperCase();
  const key = rest.join('.');
  const isAlone = all.every((other) => other === field || other.replace(/^[^.]*\./, '') !== key);
  const title = isAlone ? key : field;
  return numericFamilies.has(family) ? { title, align: 'right' } : title;
}

const numericFamilies: ReadonlySet<string> = new Set(['metrics', 'verified', 'reported']);

/** What the answer has of the field. */
function shownValue(version: FoundVersion, field: string): string {
  const [family = '', ...rest] = field.split('.');
  const key = rest.join('.');
  switch (family) {
    case 'metrics':
      return textOf(version.metrics[key]);
    case 'params':
      return textOf(version.parameters[key]);
    case 'tags':
      return textOf(version.tags[key]);
    case 'namespace':
      return version.model.includes('/') ? textOf(version.model.split('/')[0]) : '-';
    case 'owner':
      return textOf(version.owners.join(', '));
    case 'dataset':
      return textOf(version.datasets.join(', '));
    case 'framework':
      return textOf(version.framework);
    case 'framework_version':
      return textOf(version.frameworkVersion);
    case 'task':
      return textOf(version.task);
    case 'created_by':
      return textOf(version.createdBy);
    case 'licence':
      return textOf(version.licence);
    case 'description':
      return textOf(version.description);
    case 'next_review':
      return textOf(version.fields?.[field]?.map((day) => new Date(Number(day)).toISOString().slice(0, 10)).join(', '));
    default:
      return textOf(version.fields?.[field]?.map(textOf).join(', '));
  }
}

function textOf(value: string | number | boolean | null | undefined): string {
  if (value === undefined || value === null || value === '') return '-';
  return typeof value === 'number' ? formatNumber(value, digitsShown) : String(value);
}

function moreNotice({ nextPageToken }: SearchAnswer, page: Page): string | undefined {
  if (nextPageToken === null) return undefined;
  return paint(page, 'dim', `There are more: the same command with --page-token ${quoteWord(nextPageToken)}`);
}

/** The most frequent reason, where a query names fields. */
function nothingNotice({ mentioned }: SearchAnswer, page: Page): string | undefined {
  if (mentioned.length === 0) return undefined;
  return paint(page, 'dim', 'A condition on what a version does not have is false, also with !=.');
}

function advice({ versions, mentioned }: SearchAnswer): readonly (readonly [string, string])[] {
  const [first] = versions;
  if (first !== undefined) return [[`show ${first.model}@${first.version}`, 'everything about it']];
  const everyModel = ['list', 'every model'] as const;
  const field = mentioned.find((name) => /^[a-z][\w.-]*$/.test(name) && !name.startsWith('mlflow.'));
  if (field === undefined) return [everyModel];
  return [[`search ${quoteWord(`${field} IS NOT NULL`)}`, `whatever has ${field}`], everyModel];
}
