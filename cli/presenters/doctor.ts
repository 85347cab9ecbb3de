import type { DoctorAnswer } from '../../core/checks/doctor-answer.ts';
import { count } from '../../core/domain/units.ts';
import { blocks, indent, lines, type Page, type Paint, paint, wrapText } from '../page.ts';

type Check = DoctorAnswer['checks'][number];

const signs: Readonly<Record<Check['state'], readonly [sign: string, style: Paint]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  problem: ['✗', 'red'],
};

const titles: Readonly<Record<Check['group'], string>> = {
  repository: 'Repository',
  policy: 'Policy',
  models: 'Models',
  stages: 'Stages',
  proposals: 'Proposals',
  you: 'You',
};

/** By group, each with what to do about it below it. */
export function presentDoctor({ checks }: DoctorAnswer, page: Page): string {
  const width = Math.max(0, ...checks.map(({ check }) => check.length));
  const groups = (Object.keys(titles) as readonly Check['group'][]).map((group) => {
    const own = checks.filter((check) => check.group === group);
    if (own.length === 0) return undefined;
    return lines(paint(page, 'bold', titles[group]), ...own.map((check) => indent(checkText(check, width, page))));
  });
  return blocks(...groups, summary(checks));
}

function checkText({ check, state, message, hint }: Check, width: number, page: Page): string {
  const [sign, style] = signs[state];
  const margin = width + '✓ '.length + '  '.length;
  const below = (text: string) => wrapText(text, page.columns - margin - 2).replaceAll('\n', `\n${' '.repeat(margin)}`);
  return lines(
    `${paint(page, style, sign)} ${check.padEnd(width)}  ${below(message)}`,
    hint === undefined || page.quiet ? undefined : `${' '.repeat(margin)}${paint(page, 'dim', below(`→ ${hint}`))}`,
  );
}

function summary(checks: readonly Check[]): string {
  const amount = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [problems, warnings] = [amount('problem'), amount('warning')];
  if (problems + warnings === 0) return 'All is well.';
  return [problems && count(problems, 'problem'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ');
}
