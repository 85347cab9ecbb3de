import type { CardAnswer, WriteCardAnswer } from '../../core/cards/card-answer.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned } from './headline.ts';
import { planText } from './plan.ts';

/** The card as it is written, to be read or put into a file. */
export function presentCard({ model, card }: CardAnswer, page: Page): string {
  if (card !== null) return card.trimEnd();
  return blocks(
    `${paint(page, 'bold', model)} has no card yet.`,
    nextCommands(page, [[`model card ${model} --write`, 'begin one']]),
  );
}

/** What a reader of the card should know about it. */
export function cardRemarks({ model, card, generated, stale, missing }: CardAnswer): readonly string[] {
  if (card === null) return [];
  return [
    ...(generated === 'stale'
      ? [`Out of date in ${stale.join(', ')}. Bring it up to date with: mergeline model card ${model} --write`]
      : []),
    ...(missing.length > 0 ? [`Nothing is written under ${missing.join(', ')}.`] : []),
  ];
}

export function presentWrittenCard(answer: WriteCardAnswer, page: Page): string {
  const { model, version, commit, missing, plan } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['tells of', version === null ? undefined : `${model}@${version}`],
      ['empty', missing.join(', ') || undefined],
      ['commit', commitText(commit, page)],
    ]),
    planText(plan, page),
    plan === undefined ? nextCommands(page, [[`model card ${model}`, 'read it']]) : undefined,
  );
}

function headline({ model, changed, plan }: WriteCardAnswer, page: Page): string {
  const name = `the card of ${paint(page, 'bold', model)}`;
  if (plan !== undefined) return planned(page, `Would write ${name}`);
  return changed ? done(page, `Wrote ${name}`) : already(page, `Nothing to bring up to date in ${name}`);
}
