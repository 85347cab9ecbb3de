import type { StatusAnswer } from '../../core/answers.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned } from './headline.ts';
import { planText } from './plan.ts';

/** A version that was deprecated or yanked. */
export function presentStatus(answer: StatusAnswer, page: Page): string {
  const { model, version, status, commit, created, plan } = answer;
  const name = paint(page, 'bold', `${model}@${version}`);
  const headline =
    plan !== undefined
      ? planned(page, `Would mark ${name} as ${status}`)
      : created
        ? done(page, `${name} is ${status} now`)
        : already(page, `${name} is ${status} already; nothing was written`);
  return blocks(
    headline,
    fields(page, [['commit', commitText(commit, page)]]),
    planText(plan, page),
    plan === undefined ? nextCommands(page, [[`list ${model}`, 'the other versions']]) : undefined,
  );
}
