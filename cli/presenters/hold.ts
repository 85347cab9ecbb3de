import type { HoldAnswer } from '../../core/answers.ts';
import { formatInstant } from '../../core/domain/units.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned } from './headline.ts';
import { planText } from './plan.ts';

export function presentHold(answer: HoldAnswer, page: Page): string {
  const { model, stage, held, until, commit, plan } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['until', until === null ? undefined : formatInstant(until)],
      ['commit', commitText(commit, page)],
    ]),
    planText(plan, page),
    held && plan === undefined ? nextCommands(page, [[`unhold ${model}@${stage}`, 'lift it']]) : undefined,
  );
}

function headline({ model, stage, held, created, plan }: HoldAnswer, page: Page): string {
  const place = paint(page, 'bold', `${model}@${stage}`);
  if (plan !== undefined) return planned(page, held ? `Would hold ${place}` : `Would lift the hold of ${place}`);
  if (!created) return already(page, `${place} is ${held ? 'held' : 'free'} already; nothing was written`);
  return done(page, held ? `${place} is held: no promotion goes there` : `${place} is free again`);
}
