import type { CreateModelAnswer } from '../../core/models/model-answers.ts';
import { blocks, fields, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { already, done, planned, waiting } from './headline.ts';
import { planText } from './plan.ts';
import { webAddress } from './web-address.ts';

export function presentCreatedModel(answer: CreateModelAnswer, page: Page): string {
  const { commit, proposal, plan, fields: model } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['description', model.description],
      ['owners', model.owners.join(', ') || undefined],
      ['risk tier', model.riskTier],
      ['next review', model.nextReview],
      ['commit', commitText(commit, page)],
      ['url', proposal && webAddress(proposal)],
    ]),
    planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

function headline({ model, created, plan, proposal }: CreateModelAnswer, page: Page): string {
  const name = paint(page, 'bold', model);
  if (plan !== undefined) return planned(page, `Would ${plan.proposal ? 'propose to create' : 'create'} ${name}`);
  if (proposal !== undefined) {
    return created
      ? waiting(page, `Proposed to create ${name}: proposal ${proposal.id}`)
      : already(page, `Proposal ${proposal.id} to create ${name} is open already`);
  }
  return created ? done(page, `Created ${name}`) : already(page, `${name} is there already; nothing was written`);
}

function nextSteps({ model, proposal }: CreateModelAnswer, page: Page): string {
  if (proposal !== undefined) return nextCommands(page, [[`proposal show ${proposal.id}`, 'what reviewers read']]);
  return nextCommands(page, [
    [`register ${model} <path>`, 'its first version'],
    [`model card ${model}`, 'its card, and what is missing there'],
  ]);
}
