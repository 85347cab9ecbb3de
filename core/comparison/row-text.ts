import { isDigest } from '../domain/digest.ts';
import { formatBytes, formatInstant, formatNumber, shortDigest, shortOid } from '../domain/units.ts';
import type { CellValue, CompareAnswer, ComparisonRow, RowGroup } from './comparison-answer.ts';

export const groupTitles: Readonly<Record<RowGroup, string>> = {
  standing: 'Where they stand',
  verified: 'Verified',
  reported: 'Reported by the authors, not verified',
  parameters: 'Parameters',
  signature: 'Signature',
  datasets: 'Data sets',
  form: 'Form',
  size: 'Size',
  lineage: 'Lineage',
  description: 'Description',
};

/** Of fields whose names are ours: the others are written as their authors wrote them. */
const ownWords: readonly RowGroup[] = ['standing', 'form', 'lineage'];
const withFamily: readonly RowGroup[] = ['standing', 'form', 'description'];

/** The field without the family that its group names: `accuracy` of `verified.accuracy`, `run url` of `lineage.run_url`. */
export function fieldTitle({ field, group }: ComparisonRow): string {
  const name = withFamily.includes(group) ? field : field.replace(/^[a-z]+\./, '');
  return ownWords.includes(group) && !name.includes('.') ? name.replaceAll('_', ' ') : name;
}

/** What people read in a cell; digests and commits are shortened. @param digits of metrics, where that keeps them apart. */
export function cellText(row: ComparisonRow, index: number, digits = 6): string {
  const value = row.values[index] ?? null;
  if (value === null) return '–';
  if (row.group === 'parameters') return parameterText(value);
  if (row.group === 'size' && typeof value === 'number') return formatBytes(value);
  if (typeof value === 'number') return metricText(value, row.values, digits);
  if (row.field === 'created') return formatInstant(String(value));
  if (typeof value === 'object') return value.length === 0 ? '–' : value.join(', ');
  const text = String(value);
  if (row.field === 'lineage.source_commit') return shortOid(text);
  return isDigest(text) ? shortDigest(text) : text;
}

/** Texts that could be taken for another kind of value stand in quotes. */
function parameterText(value: CellValue): string {
  return typeof value === 'string' && /^(?:[-+.]?[0-9]|true$|false$)/.test(value)
    ? JSON.stringify(value)
    : String(value);
}

/** All digits where rounding would hide that two differ. */
function metricText(value: number, others: readonly CellValue[], digits: number): string {
  const short = formatNumber(value, digits);
  const looksEqual = others.some((it) => typeof it === 'number' && it !== value && formatNumber(it, digits) === short);
  return looksEqual ? String(value) : short;
}

/** Short names of the versions: without the model where that is the same, as they were asked for where two would be alike. */
export function versionNames(versions: CompareAnswer['versions']): readonly string[] {
  const isOneModel = new Set(versions.map(({ model }) => model)).size === 1;
  const names = versions.map(({ model, version }) => (isOneModel ? version : `${model}@${version}`));
  return new Set(names).size === names.length ? names : versions.map(({ ref }) => ref);
}

/** Whether a metric is another average of one that is there: `f1_micro` beside `f1`. It tells little more. */
export function isOtherAverage(name: string, names: ReadonlySet<string>): boolean {
  const plain = name.replace(/_(?:weighted|micro)$/, '');
  return plain !== name && names.has(plain);
}
