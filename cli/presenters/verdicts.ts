import { count, formatInstant } from '../../core/domain/units.ts';
import type { Verdict, VerdictKind } from '../../core/domain/verdict.ts';
import { alignColumns, indent, lines, type Page, type Paint, paint } from '../page.ts';

const signs: Readonly<Record<VerdictKind, readonly [sign: string, style: Paint]>> = {
  fail: ['✗', 'red'],
  pending: ['…', 'yellow'],
  waived: ['~', 'yellow'],
  pass: ['✓', 'green'],
  skipped: ['-', 'dim'],
};
const kinds = Object.keys(signs) as readonly VerdictKind[];

/** Nobody has to do anything about these. */
const settled: readonly VerdictKind[] = ['pass', 'skipped'];

/** Every gate in the order of the policy, with its reason. */
export function verdictTable(verdicts: readonly Verdict[], page: Page): string {
  return align(
    verdicts.map((verdict) => rowOf(verdict, page)),
    page,
  );
}

/** While people decide: what failed, waits or was waived in full and first, the names of the others behind it. */
export function openVerdicts(verdicts: readonly Verdict[], page: Page): string | undefined {
  if (verdicts.length === 0) return undefined;
  if (page.verbose) return verdictTable(verdicts, page);
  const notable = kinds
    .filter((kind) => !settled.includes(kind))
    .flatMap((kind) => verdicts.filter(({ verdict }) => verdict === kind));
  const others = settled.flatMap((kind) => {
    const gates = verdicts.filter(({ verdict }) => verdict === kind).map(({ gate }) => gate);
    return gates.length === 0 ? [] : [rowWith(kind, count(gates.length, 'gate'), gates.join(', '), page)];
  });
  return align([...notable.map((verdict) => rowOf(verdict, page)), ...others], page);
}

/** Once it is decided: how many, and in full only what did not simply pass. */
export function closedVerdicts(verdicts: readonly Verdict[], page: Page): string | undefined {
  if (verdicts.length === 0) return undefined;
  if (page.verbose) return verdictTable(verdicts, page);
  const notable = verdicts.filter(({ verdict }) => !settled.includes(verdict));
  return lines(countVerdicts(verdicts), notable.length === 0 ? undefined : indent(verdictTable(notable, page)));
}

/** `11 gates: 8 pass, 3 skipped`, `5 gates: all pass` */
function countVerdicts(verdicts: readonly Verdict[]): string {
  const amounts = kinds.flatMap((kind) => {
    const amount = verdicts.filter(({ verdict }) => verdict === kind).length;
    return amount === 0 ? [] : [`${amount === verdicts.length ? 'all' : amount} ${kind}`];
  });
  return `${count(verdicts.length, 'gate')}: ${amounts.join(', ')}`;
}

function rowOf({ gate, verdict, reason, until }: Verdict, page: Page): readonly string[] {
  return rowWith(verdict, gate, until === undefined ? reason : `${reason} (until ${formatInstant(until)})`, page);
}

function rowWith(kind: VerdictKind, subject: string, text: string, page: Page): readonly string[] {
  const [sign, style] = signs[kind];
  return [`${paint(page, style, sign)} ${subject}`, paint(page, style, kind), text];
}

function align(rows: readonly (readonly string[])[], page: Page): string {
  // Presenters indent it by two.
  return alignColumns(rows, { width: page.columns - 2 });
}
