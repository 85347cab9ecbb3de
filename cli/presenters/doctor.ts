import type { DoctorAnswer } from '../../core/answers.ts';
import { alignColumns, blocks, lines, type Page, type Paint, paint } from '../page.ts';
import { count } from '../units.ts';

type Check = DoctorAnswer['checks'][number];

const signs: Readonly<Record<Check['state'], readonly [sign: string, style: Paint]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
};

export function presentDoctor({ checks }: DoctorAnswer, page: Page): string {
  const rows = checks.map(({ check, state, message }) => {
    const [sign, style] = signs[state];
    return [`${paint(page, style, sign)} ${check}`, message];
  });
  const hints = checks.flatMap(({ check, hint }) => (hint === undefined ? [] : [[paint(page, 'dim', check), hint]]));
  return blocks(
    alignColumns(rows, { width: page.columns }),
    hints.length === 0
      ? undefined
      : lines(paint(page, 'bold', 'What to do'), alignColumns(hints, { width: page.columns })),
    summary(checks),
  );
}

function summary(checks: readonly Check[]): string {
  const amount = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [problems, warnings] = [amount('problem'), amount('warning')];
  if (problems + warnings === 0) return 'All is well.';
  return [problems && count(problems, 'problem'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ');
}
