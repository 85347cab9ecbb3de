import type { PlanAnswer } from '../../core/writing/plan-answer.ts';
import { alignColumns, indent, lines, type Page, type Paint, paint } from '../page.ts';

const signs: Readonly<Record<PlanAnswer['files'][number]['action'], readonly [sign: string, style: Paint]>> = {
  add: ['+', 'green'],
  change: ['~', 'yellow'],
  remove: ['-', 'red'],
};

/** What a dry run would have written. */
export function planText(plan: PlanAnswer | undefined, page: Page): string | undefined {
  if (plan === undefined) return undefined;
  const [subject] = plan.message.split('\n');
  const rows = plan.files.map(({ path, action }) => {
    const [sign, style] = signs[action];
    return [paint(page, style, sign), path];
  });
  return lines(
    paint(page, 'bold', `Would ${plan.proposal ? 'propose from' : 'commit to'} ${plan.branch}: ${subject}`),
    rows.length === 0 ? undefined : indent(alignColumns(rows)),
    nothingWritten(page),
  );
}

export function nothingWritten(page: Page): string {
  return paint(page, 'dim', 'Nothing was written.');
}
