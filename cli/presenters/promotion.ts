import type { PromoteAnswer } from '../../core/answers.ts';
import { allowsMerge } from '../../core/domain/verdict.ts';
import { blocks, fields, indent, nextCommands, type Page, paint } from '../page.ts';
import { shortOid } from '../units.ts';
import { already, done, planned, waiting } from './headline.ts';
import { planText } from './plan.ts';
import { publishedText } from './publication.ts';
import { verdictTable } from './verdicts.ts';
import { webAddress } from './web-address.ts';

/** What a promotion, a rollback or a withdrawal led to. */
export function presentPromotion(answer: PromoteAnswer, page: Page): string {
  const { proposal, commit, verdicts, image, published, plan } = answer;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['replaces', answer.replaces ?? undefined],
      ['url', proposal && webAddress(proposal)],
      ['commit', commit && shortOid(commit)],
      ['image', image?.reference ?? published?.image ?? undefined],
      ['state', published && publishedText(published)],
    ]),
    verdicts.length === 0 ? undefined : indent(verdictTable(verdicts, page)),
    planText(plan, page),
    plan === undefined ? nextSteps(answer, page) : undefined,
  );
}

function headline({ model, stage, version, proposal, created, plan }: PromoteAnswer, page: Page): string {
  const place = paint(page, 'bold', `${model}@${stage}`);
  const change = version === null ? `${place} empty` : `${place} to ${paint(page, 'bold', version)}`;
  if (plan !== undefined) return planned(page, `Would set ${change}`);
  if (proposal !== undefined) {
    return created
      ? waiting(page, `Proposed to set ${change}: proposal ${proposal.id}`)
      : already(page, `Proposal ${proposal.id} to set ${change} is open already`);
  }
  if (!created) return already(page, `${place} is ${version ?? 'empty'} already; nothing was written`);
  return done(page, `Set ${change}`);
}

function nextSteps({ model, stage, version, proposal, verdicts }: PromoteAnswer, page: Page): string {
  if (proposal !== undefined) {
    const merge = [`proposal merge ${proposal.id}`, 'move the stage and publish the image'] as const;
    const approve = [`proposal approve ${proposal.id} --as <reviewer>`, 'by somebody who is not behind it'] as const;
    const show = [`proposal show ${proposal.id}`, 'what reviewers read'] as const;
    return nextCommands(page, allowsMerge(verdicts) ? [show, merge] : [show, approve, merge]);
  }
  return nextCommands(page, [
    ...(version === null ? [] : [[`predict ${model}@${stage} --input rows.json`, 'try it'] as const]),
    [`history ${model}@${stage}`, 'who held the stage when'],
  ]);
}
