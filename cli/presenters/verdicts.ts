import type { Verdict, VerdictKind } from '../../core/domain/verdict.ts';
import { alignColumns, type Page, type Paint, paint } from '../page.ts';
import { formatInstant } from '../units.ts';

const signs: Readonly<Record<VerdictKind, readonly [sign: string, style: Paint]>> = {
  pass: ['✓', 'green'],
  fail: ['✗', 'red'],
  pending: ['…', 'yellow'],
  waived: ['~', 'yellow'],
  skipped: ['-', 'dim'],
};

/** One line for each gate: its sign, its id, the verdict in words and the reason. */
export function verdictTable(verdicts: readonly Verdict[], page: Page): string {
  return alignColumns(
    verdicts.map(({ gate, verdict, reason, until }) => {
      const [sign, style] = signs[verdict];
      return [
        `${paint(page, style, sign)} ${gate}`,
        paint(page, style, verdict),
        until === undefined ? reason : `${reason} (until ${formatInstant(until)})`,
      ];
    }),
    // Presenters indent it by two.
    { width: page.columns - 2 },
  );
}
