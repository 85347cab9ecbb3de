import { allowsMerge, allowsProposal } from '../../core/domain/verdict.ts';
import type { EditModelAnswer } from '../../core/models/model-answers.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { commitText } from './commit.ts';
import { fieldChangeTable } from './field-changes.ts';
import { already, done, planned, waiting } from './headline.ts';
import { approveCommand } from './next-review.ts';
import { planText } from './plan.ts';
import { openVerdicts } from './verdicts.ts';
import { webAddress } from './web-address.ts';

export function presentEditedModel(answer: EditModelAnswer, page: Page): string {
  const { changes, commit, proposal, plan, verdicts } = answer;
  const gates = openVerdicts(verdicts, page);
  return blocks(
    headline(answer, page),
    changes.length === 0 ? undefined : indent(fieldChangeTable(changes, page)),
    fields(page, [
      ['commit', commitText(commit, page)],
      ['url', proposal && webAddress(proposal)],
    ]),
    gates && indent(gates),
    planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

function headline({ model, changes, changed, plan, proposal }: EditModelAnswer, page: Page): string {
  const name = paint(page, 'bold', model);
  if (changes.length === 0) return already(page, `${name} is so already; nothing was written`);
  if (plan !== undefined) return planned(page, `Would ${plan.proposal ? 'propose to change' : 'change'} ${name}`);
  if (proposal === undefined) return done(page, `Changed ${name}`);
  return changed
    ? waiting(page, `Proposed to change ${name}: proposal ${proposal.id}`)
    : already(page, `Proposal ${proposal.id} to change ${name} so is open already`);
}

function nextSteps({ model, proposal, verdicts }: EditModelAnswer, page: Page): string {
  if (proposal === undefined) return nextCommands(page, [[`model card ${model} --write`, 'bring its card up to date']]);
  const show = [`proposal show ${proposal.id}`, 'what reviewers read'] as const;
  if (!allowsProposal(verdicts)) return nextCommands(page, [show]);
  const merge = [`proposal merge ${proposal.id}`, 'change the model'] as const;
  return nextCommands(page, allowsMerge(verdicts) ? [show, merge] : [show, approveCommand(proposal.id, page), merge]);
}
