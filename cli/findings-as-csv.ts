import type { Finding } from '../core/audit/finding.ts';

const columns = [
  'severity',
  'kind',
  'model',
  'version',
  'stage',
  'generation',
  'commit',
  'at',
  'who',
  'what',
  'hint',
] as const satisfies readonly (keyof Finding)[];

/** A header, then a line for each finding: https://www.rfc-editor.org/rfc/rfc4180 */
export function findingsAsCsv(findings: readonly Finding[]): string {
  const rows = [columns, ...findings.map((finding) => columns.map((column) => finding[column]))];
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/**
 * A quote before what a spreadsheet would take for a formula, also behind space and after full-width signs, keeps it a text:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
function cellOf(value: string | number | null): string {
  const text = String(value ?? '').replace(/[\r\n]+/g, ' ');
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^\t/.test(text) ? `'${text}` : text;
  return /[",']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
